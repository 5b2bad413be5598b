import type { FastifyReply, FastifyRequest } from 'fastify'
import { confirmEmailChange, undoEmailChange } from '../accounts/change-email.ts'
import { keepAccount } from '../accounts/keep-account.ts'
import { Problem } from '../base/problem.ts'
import { beginRefusal } from '../http/answer-problems.ts'
import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { pageLanguage } from '../http/page-language.ts'
import {
  confirmEmailChangeDonePage,
  confirmEmailChangePage,
  undoEmailChangeDonePage,
  undoEmailChangePage,
} from '../http/pages/email-change-pages.ts'
import { cancelRecoveryDonePage, cancelRecoveryPage } from '../http/pages/factor-recovery-pages.ts'
import { forgotPasswordDonePage, forgotPasswordPage } from '../http/pages/forgot-password-page.ts'
import { keepAccountDonePage, keepAccountPage } from '../http/pages/keep-account-pages.ts'
import { linkProblemPage } from '../http/pages/link-problem-page.ts'
import { notMeDoneBeforePage, notMeDonePage, notMePage } from '../http/pages/not-me-pages.ts'
import { type Onward, pagesCssPath } from '../http/pages/page-shell.ts'
import { pagesCss } from '../http/pages/pages-css.ts'
import { resetPasswordDonePage, resetPasswordPage } from '../http/pages/reset-password-page.ts'
import { sendPage } from '../http/pages/send-page.ts'
import { undoSocialLinkDonePage, undoSocialLinkPage } from '../http/pages/undo-social-link-page.ts'
import { verifyEmailDonePage, verifyEmailPage } from '../http/pages/verify-email-page.ts'
import { body, emailField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { readShell } from '../http/web-pages.ts'
import { objectToRecovery } from '../mfa/cancel-recovery.ts'
import { newPasswordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { forgotPassword } from '../recovery/forgot-password.ts'
import { resetPassword } from '../recovery/reset-password.ts'
import { undoLink } from '../social/unlink-account.ts'
import { disownEvent } from '../takeover/disown-event.ts'
import type { Language } from '../words/languages.ts'
import { verifyEmailByLink } from './verify-email.ts'

const pagesBudget: Budget = { name: 'pages', points: 120, seconds: 600 }

const TokenQuery = body({ token: Type.Optional(textField(8192)) })
const TokenForm = body({ token: textField(8192) })
const ResetForm = body({
  token: textField(8192),
  new_password: newPasswordField(),
  confirm_password: newPasswordField(),
})
const ForgotForm = body({ email: emailField() })

/**
 * The pages that mailed links open, for a service without a front end of its own. A GET changes nothing: a person
 * presses the button, which mail scanners do not.
 */
export function pagesRoutes(app: App): Routes {
  return async (http) => {
    const onward = { toSignIn: readShell(app.config.webDir) !== undefined }
    http.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true }
      route.config = { ...route.config, isPage: route.url !== pagesCssPath }
    })
    http.setErrorHandler((error, request, reply) => {
      // A fault of ours is answered and logged like any other.
      const problem = error instanceof Problem && error.status < 500 ? error : undefined
      if (!problem) throw error
      sendPage(
        beginRefusal(reply, problem),
        linkProblemPage(pageLanguage(app, request), { message: sentenceOf(problem) }),
      )
    })
    http.get(pagesCssPath, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('Cache-Control', 'public, max-age=3600').send(pagesCss),
    )
    linkPage(app, http, {
      path: '/verify-email',
      page: verifyEmailPage,
      done: (language) => verifyEmailDonePage(language, onward),
      act: async (request, token) => void (await verifyEmailByLink(app, callerOf(app, request), token)),
    })
    linkPage(app, http, {
      path: '/confirm-email-change',
      page: confirmEmailChangePage,
      done: confirmEmailChangeDonePage,
      act: (request, token) => confirmEmailChange(app, callerOf(app, request), { token }),
    })
    linkPage(app, http, {
      path: '/undo-email-change',
      page: undoEmailChangePage,
      done: undoEmailChangeDonePage,
      act: (request, token) => undoEmailChange(app, callerOf(app, request), token),
    })
    linkPage(app, http, {
      path: '/cancel-factor-recovery',
      page: cancelRecoveryPage,
      done: cancelRecoveryDonePage,
      act: (request, token) => objectToRecovery(app, callerOf(app, request), token),
    })
    linkPage(app, http, {
      path: '/undo-social-link',
      page: undoSocialLinkPage,
      done: undoSocialLinkDonePage,
      act: (request, token) => undoLink(app, callerOf(app, request), token),
    })
    linkPage(app, http, {
      path: '/keep-account',
      page: keepAccountPage,
      done: keepAccountDonePage,
      act: (request, token) => keepAccount(app, callerOf(app, request), token),
    })
    notMePages(app, http)
    resetPages(app, http, onward)
    forgotPages(app, http)
  }
}

type TokenPage = (language: Language, given: { token: string }) => string

type LinkPage = {
  path: string
  page: TokenPage
  done: (language: Language) => string
  act: (request: FastifyRequest, token: string) => Promise<void>
}

/** A page with one button, and what the button does. */
function linkPage(app: App, http: TypedHttp, { path, page, done, act }: LinkPage): void {
  http.get(path, { schema: { querystring: TokenQuery } }, showForToken(app, page))
  const onRequest = limitNetwork(app, pagesBudget)
  http.post(path, { config: { finishing: true }, onRequest, schema: { body: TokenForm } }, async (request, reply) => {
    await act(request, request.body.token)
    return sendPage(reply, done(pageLanguage(app, request)))
  })
}

function notMePages(app: App, http: TypedHttp): void {
  const path = '/this-was-not-me'
  http.get(path, { schema: { querystring: TokenQuery } }, showForToken(app, notMePage))
  const onRequest = limitNetwork(app, pagesBudget)
  http.post(path, { config: { finishing: true }, onRequest, schema: { body: TokenForm } }, async (request, reply) => {
    const { now, undone, notUndone } = await disownEvent(app, callerOf(app, request), request.body.token)
    const language = pageLanguage(app, request)
    const page = now ? notMeDonePage(language, { undone, notUndone }) : notMeDoneBeforePage(language)
    return sendPage(reply, page)
  })
}

function resetPages(app: App, http: TypedHttp, onward: Onward): void {
  http.get('/reset-password', { schema: { querystring: TokenQuery } }, showForToken(app, resetPasswordPage))
  const onRequest = limitNetwork(app, pagesBudget)
  const options = { config: { finishing: true }, onRequest, schema: { body: ResetForm } }
  http.post('/reset-password', options, async (request, reply) => {
    try {
      await resetPassword(app, callerOf(app, request), request.body)
    } catch (error) {
      const faults = error instanceof Problem ? error.options.fields : undefined
      if (!faults || 'token' in faults) throw error
      return sendPage(
        reply.code(400),
        resetPasswordPage(pageLanguage(app, request), { token: request.body.token, faults }),
      )
    }
    return sendPage(reply, resetPasswordDonePage(pageLanguage(app, request), onward))
  })
}

function forgotPages(app: App, http: TypedHttp): void {
  http.get('/forgot-password', async (request, reply) =>
    sendPage(reply, forgotPasswordPage(pageLanguage(app, request))),
  )
  const onRequest = limitNetwork(app, pagesBudget)
  http.post('/forgot-password', { onRequest, schema: { body: ForgotForm } }, async (request, reply) => {
    await forgotPassword(app, callerOf(app, request), request.body.email)
    return sendPage(reply, forgotPasswordDonePage(pageLanguage(app, request)))
  })
}

function showForToken(app: App, page: TokenPage) {
  return async (request: FastifyRequest<{ Querystring: { token?: string } }>, reply: FastifyReply) => {
    const { token } = request.query
    if (token === undefined) throw new Problem('invalid_token')
    return sendPage(reply, page(pageLanguage(app, request), { token }))
  }
}

/** The first sentence of a refusal, whatever its form. */
function sentenceOf(problem: Problem): string {
  const [messages = [problem.message]] = Object.values(problem.options.fields ?? {})
  return messages[0] ?? problem.message
}
