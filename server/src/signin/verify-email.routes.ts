import type { FastifyReply } from 'fastify'
import { Problem } from '../base/problem.ts'
import { callerOf } from '../http/caller-of.ts'
import { isNavigation } from '../http/is-navigation.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { pageLanguage } from '../http/page-language.ts'
import { sendPage } from '../http/pages/send-page.ts'
import { verifyEmailPage } from '../http/pages/verify-email-page.ts'
import { badBearerProblems, problemReplies } from '../http/problem-replies.ts'
import { body, bodyRequiring, DetailReply, emailField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { refuseBadBearer } from '../sessions/session.guard.ts'
import type { Language } from '../words/languages.ts'
import { resendVerification } from './resend-verification.ts'
import { type VerifyOutcome, verifyEmailByCode, verifyEmailByLink } from './verify-email.ts'

const verifyBudget: Budget = { name: 'verify-email', points: 120, seconds: 600 }
const resendBudget: Budget = { name: 'resend-verification', points: 60, seconds: 3600 }

/** Longer than any token of ours; old links carried a whole JWT. */
const tokenLength = 8192

const TokenQuery = bodyRequiring('Token missing', ['token'], { token: textField(tokenLength) })
const VerifyBody = body({
  token: Type.Optional(textField(tokenLength, { description: 'From the mailed link' })),
  email: Type.Optional(emailField({ description: 'Instead of the token, together with the code' })),
  code: Type.Optional(textField(10, { description: 'The mailed code' })),
})
const ResendBody = bodyRequiring('Email is required', ['email'], { email: textField(254) })

const sentences: Readonly<Record<VerifyOutcome, string>> = {
  verified: 'Email successfully verified',
  already_verified: 'Email already verified',
}

export function verifyEmailRoutes(app: App): Routes {
  return async (http) => {
    verifyByGet(app, http)
    verifyByPost(app, http)
    resend(app, http)
  }
}

function verifyByGet(app: App, http: TypedHttp): void {
  http.get(
    '/api/auth/verify-email/',
    {
      onRequest: [refuseBadBearer(app), limitNetwork(app, verifyBudget)],
      schema: {
        operationId: 'verifyEmailByLink',
        summary: 'Verify an address by the token of the mailed link',
        description: 'For programs. A browser that opens this address gets a page with a button and uses nothing up.',
        tags: ['signin'],
        querystring: TokenQuery,
        response: {
          200: DetailReply,
          ...problemReplies(
            'invalid_input',
            'invalid_token',
            ...badBearerProblems,
            'method_not_allowed',
            'rate_limited',
          ),
        },
      },
    },
    async (request, reply) => {
      const { token } = request.query
      if (isNavigation(request)) return showButton(reply, pageLanguage(app, request), token)
      // Mail scanners probe links by HEAD; nothing may happen.
      if (request.method === 'HEAD') return { detail: '' }
      if (!app.config.verifyEmailByGet) {
        reply.header('Allow', 'POST, OPTIONS')
        throw new Problem('method_not_allowed', { detail: 'Method "GET" not allowed.' })
      }
      return { detail: sentences[await verifyEmailByLink(app, callerOf(app, request), token)] }
    },
  )
}

function verifyByPost(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/verify-email/',
    {
      config: { finishing: true },
      onRequest: [refuseBadBearer(app), limitNetwork(app, verifyBudget)],
      schema: {
        operationId: 'verifyEmail',
        summary: 'Verify an address by the mailed token or code',
        tags: ['signin'],
        body: VerifyBody,
        response: {
          200: DetailReply,
          ...problemReplies('invalid_input', 'invalid_token', ...badBearerProblems, 'rate_limited'),
        },
      },
    },
    async (request) => {
      const { token, email, code } = request.body
      const caller = callerOf(app, request)
      if (token !== undefined) return { detail: sentences[await verifyEmailByLink(app, caller, token)] }
      if (email === undefined || code === undefined) throw new Problem('invalid_input', { detail: 'Token missing' })
      return { detail: sentences[await verifyEmailByCode(app, caller, { email, code })] }
    },
  )
}

function resend(app: App, http: TypedHttp): void {
  http.post(
    '/api/auth/resend-verification/',
    {
      onRequest: [refuseBadBearer(app), limitNetwork(app, resendBudget)],
      schema: {
        operationId: 'resendVerification',
        summary: 'Ask for a new verification link',
        description: 'Answers the same whether or not the address has an account.',
        tags: ['signin'],
        body: ResendBody,
        response: { 200: DetailReply, ...problemReplies('invalid_input', ...badBearerProblems, 'rate_limited') },
      },
    },
    async (request) => {
      await resendVerification(app, callerOf(app, request), request.body.email)
      return { detail: 'Verification email resent' }
    },
  )
}

function showButton(reply: FastifyReply, language: Language, token: string): FastifyReply {
  return sendPage(reply, verifyEmailPage(language, { token }))
}
