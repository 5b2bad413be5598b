import { Problem } from '../base/problem.ts'
import { beginRefusal } from '../http/answer-problems.ts'
import { callerOf } from '../http/caller-of.ts'
import { limitNetwork } from '../http/limit-network.ts'
import { pageLanguage } from '../http/page-language.ts'
import { firstAdminDonePage, firstAdminPage } from '../http/pages/first-admin-page.ts'
import { linkProblemPage } from '../http/pages/link-problem-page.ts'
import { sendPage } from '../http/pages/send-page.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, DetailReply, emailField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import { newPasswordField } from '../passwords/password-fields.ts'
import type { App } from '../platform/app.ts'
import type { Budget } from '../platform/budgets.ts'
import { makeFirstAdmin } from './first-admin.ts'

const budget: Budget = { name: 'first-admin', points: 60, seconds: 600 }

const token = textField(200, { description: 'From the link that the console shows' })
const FirstAdminBody = body({ token, email: emailField(), username: textField(50), password: newPasswordField() })
const LinkQuery = body({ invitation: Type.Optional(textField(200)) })

export function firstAdminRoutes(app: App): Routes {
  return async (http) => {
    http.post(
      '/api/auth/first-admin/',
      {
        onRequest: limitNetwork(app, budget),
        schema: {
          operationId: 'makeFirstAdmin',
          summary: 'Make the first administrator by the link that the console shows',
          tags: ['administration'],
          body: FirstAdminBody,
          response: { 201: DetailReply, ...problemReplies('invalid_input', 'invalid_token', 'rate_limited') },
        },
      },
      async (request, reply) => {
        await makeFirstAdmin(app, callerOf(app, request), request.body)
        return reply.code(201).send({ detail: 'The account is made. Sign in, and add a second factor.' })
      },
    )
    await http.register(pages(app))
  }
}

/** The page of the link; a GET changes nothing. */
function pages(app: App): Routes {
  return async (http) => {
    http.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true }
      route.config = { ...route.config, isPage: true }
    })
    http.setErrorHandler((error, request, reply) => {
      // A fault of ours is answered and logged like any other.
      if (!(error instanceof Problem && error.status < 500)) throw error
      sendPage(beginRefusal(reply, error), linkProblemPage(pageLanguage(app, request), { message: error.message }))
    })
    http.get('/first-admin', { schema: { querystring: LinkQuery } }, async (request, reply) => {
      const { invitation } = request.query
      if (invitation === undefined) throw new Problem('invalid_token')
      return sendPage(reply, firstAdminPage(pageLanguage(app, request), { token: invitation }))
    })
    post(app, http)
  }
}

const FirstAdminForm = body({
  token,
  email: Type.Optional(textField(1000)),
  username: Type.Optional(textField(1000)),
  password: Type.Optional(newPasswordField()),
})

function post(app: App, http: TypedHttp): void {
  const onRequest = limitNetwork(app, budget)
  http.post('/first-admin', { onRequest, schema: { body: FirstAdminForm } }, async (request, reply) => {
    const { email = '', username = '', password = '', ...link } = request.body
    try {
      await makeFirstAdmin(app, callerOf(app, request), { ...link, email, username, password })
    } catch (error) {
      const faults = error instanceof Problem ? error.options.fields : undefined
      if (!faults) throw error
      return sendPage(reply.code(400), firstAdminPage(pageLanguage(app, request), { ...link, email, username, faults }))
    }
    return sendPage(reply.code(201), firstAdminDonePage(pageLanguage(app, request)))
  })
}
