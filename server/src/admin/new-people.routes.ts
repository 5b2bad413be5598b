import { problemReplies } from '../http/problem-replies.ts'
import { body, choiceField, emailField, flagField, Id, textField } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { Routes, TypedHttp } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { reason, security, staffOf, tags } from './act.reply.ts'
import { staffOnly, staffProblems } from './admin.guard.ts'
import { createPerson } from './create-person.ts'
import { exportPeople } from './export-people.ts'
import { sendLines } from './lines.reply.ts'
import { toPersonRow } from './people.reply.ts'
import { peopleFilters } from './people.routes.ts'

const CreateBody = body(
  {
    email: emailField(),
    username: textField(50),
    role: Type.Optional(choiceField(['none', 'support', 'admin'])),
    verified: Type.Optional(flagField({ description: 'Whether the address counts as proved; false when left out' })),
    invite: Type.Optional(flagField({ description: 'Whether its owner is mailed a link; true when left out' })),
    reason,
  },
  { example: { email: 'ana@example.com', username: 'ana', reason: 'New colleague' } },
)
const CreatedReply = Type.Object({
  id: Id,
  email: Type.String(),
  username: Type.String(),
  roles: Type.Array(Type.String()),
})
const ExportBody = body(
  { ...peopleFilters, format: choiceField(['csv', 'jsonl']), reason },
  { example: { format: 'csv', state: 'inactive', reason: 'Yearly review' } },
)

export function newPeopleRoutes(app: App): Routes {
  return async (http) => {
    create(app, http)
    exportRoute(app, http)
  }
}

function create(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/users/',
    {
      ...staffOnly(app, 'users.create'),
      schema: {
        operationId: 'adminCreateUser',
        summary: 'Make an account and invite its owner to choose the password',
        tags,
        security,
        body: CreateBody,
        response: { 201: CreatedReply, ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request, reply) => {
      const { role = 'none', verified = false, invite = true, ...names } = request.body
      const wish = { ...names, role, verified, invite }
      const { id, email, username, roles } = await createPerson(app, staffOf(app, request), wish)
      return reply.code(201).send({ id, email, username, roles })
    },
  )
}

function exportRoute(app: App, http: TypedHttp): void {
  http.post(
    '/api/admin/users/export/',
    {
      ...staffOnly(app, 'users.export'),
      schema: {
        operationId: 'adminExportUsers',
        summary: 'The people that the filters pick, as CSV or one JSON document a line',
        description: 'The oldest account first. In CSV, what a spreadsheet would run begins with an apostrophe.',
        tags,
        security,
        body: ExportBody,
        response: { 200: Type.String(), ...problemReplies('invalid_input', ...staffProblems) },
      },
    },
    async (request, reply) => {
      const { format } = request.body
      const lines = await exportPeople(app, staffOf(app, request), request.body, toPersonRow)
      return sendLines(app, reply, { lines, name: 'accounts', format })
    },
  )
}
