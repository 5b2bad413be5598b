import { problemReplies } from '../http/problem-replies.ts'
import { choiceField, flagField, pageReply, textField, verbatimField, wholeField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { personOf } from '../sessions/session.guard.ts'
import { OnePerson, security, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { listPage } from './list-people.ts'
import { PersonRow, toPersonRow } from './people.reply.ts'
import { PersonPage, toPersonPage } from './person.reply.ts'
import { readPerson } from './read-person.ts'

const time = { description: 'RFC 3339 in UTC, or a date', examples: ['2026-01-31T00:00:00Z'] }

/** What picks people; the same for the list and for its export. */
export const peopleFilters = {
  search: Type.Optional(
    textField(254, {
      description: 'An id, or the beginning of an address, a username or (with +) a phone number',
      examples: ['ana'],
    }),
  ),
  role: Type.Optional(choiceField(['any', 'support', 'admin'], { description: 'Those with a role' })),
  state: Type.Optional(choiceField(['active', 'inactive', 'unverified', 'erasing'])),
  has_factor: Type.Optional(flagField({ description: 'With a second factor, or without one' })),
  created_from: Type.Optional(textField(30, time)),
  created_before: Type.Optional(textField(30, time)),
}

const PeopleQuery = Type.Object({
  ...peopleFilters,
  sort: Type.Optional(
    choiceField(['-created_at', 'created_at', 'email', '-email', 'username', '-username'], {
      description: 'With - from the end; the newest first when left out',
    }),
  ),
  limit: Type.Optional(wholeField(1, 100, { description: 'How many at most; 50 when left out' })),
  cursor: Type.Optional(verbatimField(600, { description: 'Where to go on: `next` of the answer before' })),
})

const PeopleReply = Type.Object({
  ...pageReply(PersonRow).properties,
  is_cut: Type.Boolean({ description: 'Whether the search found more than it goes through: it should say more' }),
})

export function peopleRoutes(app: App): Routes {
  return async (http) => {
    list(app, http)
    showOne(app, http)
  }
}

function list(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/users/',
    {
      ...staffOnly(app, 'users.see'),
      schema: {
        operationId: 'adminListUsers',
        summary: 'Search, filter and sort all accounts',
        tags,
        security,
        querystring: PeopleQuery,
        response: { 200: PeopleReply, ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request) => {
      const { rows, next, isCut } = await listPage(app, request.query)
      return { results: rows.map(toPersonRow), next, is_cut: isCut }
    },
  )
}

function showOne(app: App, http: TypedHttp): void {
  http.get(
    '/api/admin/users/:id/',
    {
      ...staffOnly(app, 'users.see'),
      schema: {
        operationId: 'adminGetUser',
        summary: 'Everything about one account on one page',
        description: 'Of sessions, devices and events the newest; without secrets.',
        tags,
        security,
        params: OnePerson,
        response: { 200: PersonPage, ...problemReplies('invalid_input', ...staffProblems, 'not_found') },
      },
    },
    async (request) => toPersonPage(app, await readPerson(app, request.params.id, personOf(request).roles)),
  )
}
