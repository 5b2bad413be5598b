import { avatarFault, localeFault, refuseFields, timezoneFault } from '../accounts/profile-fields.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { body, choiceField, clearableField, flagField, Id, idsField, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { ActReply, OnePerson, ReasonBody, reason, security, staffOf, tags, toActReply } from './act.reply.ts'
import { actOnMany } from './act-on-many.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { changePerson, endOneSession, erasePerson, setRole } from './change-person.ts'
import { type PersonActWord, personAct, personActWords } from './person-acts.ts'
import { actOnAccount } from './staff-act.ts'

const mostAtOnce = 100
const changed = { done: 'Changed.', unchanged: 'It was so before.' }
const response = { 200: ActReply, ...problemReplies('invalid_input', ...staffProblems, 'not_found') }

export function personActsRoutes(app: App): Routes {
  return async (http) => {
    for (const word of personActWords) actRoute(app, http, word)
    manyRoute(app, http)
    changeRoute(app, http)
    roleRoute(app, http)
    eraseRoute(app, http)
    sessionRoute(app, http)
  }
}

function nameOf(word: string): string {
  return word
    .split(/[-_]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')
}

function actRoute(app: App, http: TypedHttp, word: PersonActWord): void {
  const { act, summary, run, ...says } = personAct(word)
  http.post(
    `/api/admin/users/:id/${word}/`,
    {
      ...staffOnly(app, act),
      schema: {
        operationId: `adminUser${nameOf(word)}`,
        summary,
        tags,
        security,
        params: OnePerson,
        body: ReasonBody,
        response,
      },
    },
    async (request) => {
      const deed = { act, accountId: request.params.id, reason: request.body.reason }
      const outcome = await actOnAccount(app, staffOf(app, request), deed, (tx, account) => run(app, tx, account))
      return toActReply(outcome, says)
    },
  )
}

const ManyBody = body({ act: choiceField(personActWords), ids: idsField(mostAtOnce), reason })
const ManyReply = Type.Object({
  results: Type.Array(Type.Object({ id: Id, result: Type.String() }), {
    description: 'Of each id `done`, `unchanged`, or the word of its refusal',
  }),
})

function manyRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/users/bulk/',
    {
      ...staffOnly(app, 'users.see'),
      schema: {
        operationId: 'adminUsersBulk',
        summary: 'Do one thing to many accounts',
        description: 'Each by itself: what is refused for one stops no other.',
        tags,
        security,
        body: ManyBody,
        response: { 200: ManyReply, ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request) => {
      const { act: word, ids, reason: why } = request.body
      return { results: await actOnMany(app, staffOf(app, request), { word, ids, reason: why }) }
    },
  )
}

const ChangeBody = body(
  {
    username: Type.Optional(textField(50)),
    display_name: Type.Optional(clearableField(100)),
    locale: Type.Optional(textField(35, { examples: ['en'] })),
    timezone: Type.Optional(textField(64, { examples: ['Europe/Berlin'] })),
    avatar_url: Type.Optional(clearableField(500)),
    reason,
  },
  { example: { display_name: 'Ana', reason: 'Ticket 4711' } },
)

function changeRoute(app: App, http: TypedHttp): void {
  http.patch(
    '/api/admin/users/:id/',
    {
      ...staffOnly(app, 'users.change'),
      schema: {
        operationId: 'adminChangeUser',
        summary: 'Change the profile of an account',
        description: 'Its address is changed by its owner alone.',
        tags,
        security,
        params: OnePerson,
        body: ChangeBody,
        response,
      },
    },
    async (request) => {
      const { reason: why, ...change } = request.body
      const { locale, timezone, avatar_url } = change
      refuseFields({
        locale: localeFault(locale),
        timezone: timezoneFault(timezone),
        avatar_url: avatarFault(avatar_url),
      })
      const to = { accountId: request.params.id, reason: why, change }
      return toActReply(await changePerson(app, staffOf(app, request), to), changed)
    },
  )
}

const RoleBody = body({ role: choiceField(['none', 'support', 'admin']), reason })

function roleRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/users/:id/role/',
    {
      ...staffOnly(app, 'users.set_role'),
      schema: {
        operationId: 'adminSetRole',
        summary: 'Give an account a role, or none; its sessions end',
        tags,
        security,
        params: OnePerson,
        body: RoleBody,
        response,
      },
    },
    async (request) => {
      const { role, reason: why } = request.body
      const to = { accountId: request.params.id, role, reason: why }
      return toActReply(await setRole(app, staffOf(app, request), to), changed)
    },
  )
}

const EraseBody = body({
  final: Type.Optional(flagField({ description: 'Its owner cannot keep it, and it goes within the hour' })),
  reason,
})

function eraseRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/users/:id/erase/',
    {
      ...staffOnly(app, 'users.erase'),
      schema: {
        operationId: 'adminEraseUser',
        summary: 'Switch an account off and erase it after a delay',
        tags,
        security,
        params: OnePerson,
        body: EraseBody,
        response,
      },
    },
    async (request) => {
      const { final = false, reason: why } = request.body
      const to = { accountId: request.params.id, final, reason: why }
      const done = 'The account is switched off and will be erased.'
      return toActReply(await erasePerson(app, staffOf(app, request), to), { done, unchanged: done })
    },
  )
}

const OneSession = Type.Object({ id: Id, session: Id })

function sessionRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/users/:id/sessions/:session/end/',
    {
      ...staffOnly(app, 'users.end_sessions'),
      schema: {
        operationId: 'adminEndSession',
        summary: 'End one session of an account at once',
        tags,
        security,
        params: OneSession,
        body: ReasonBody,
        response,
      },
    },
    async (request) => {
      const { id: accountId, session: sessionId } = request.params
      const to = { accountId, sessionId, reason: request.body.reason }
      const done = 'The session has ended.'
      return toActReply(await endOneSession(app, staffOf(app, request), to), { done, unchanged: done })
    },
  )
}
