import type { FastifyRequest } from 'fastify'
import { callerOf } from '../http/caller-of.ts'
import { body, DetailReply, Id, textField, toInstant } from '../http/shapes.ts'
import { Type } from '../http/type.ts'
import type { App } from '../platform/app.ts'
import { personOf } from '../sessions/session.guard.ts'
import { nullableInstant } from './people.reply.ts'
import type { Outcome } from './person-acts.ts'
import type { Staff } from './staff-act.ts'

/** Why it is done: it stands in the log, and in what the person it was done to exports of themselves. */
export const reason = textField(500, {
  description: 'Why; it is kept in the audit log',
  examples: ['Ticket 4711: the owner called'],
})
export const ReasonBody = body({ reason })

export const ActReply = Type.Object({
  ...DetailReply.properties,
  changed: Type.Boolean({ description: 'False when all was as wished before' }),
  due_at: Type.Optional(nullableInstant('When it comes about, for what has a delay')),
})

export const OnePerson = Type.Object({ id: Id })
export const tags = ['administration']
export const security = [{ bearer: [] }]

/** Who acts, as the guard has let them in. */
export function staffOf(app: App, request: FastifyRequest): Staff {
  return { caller: callerOf(app, request), person: personOf(request) }
}

export function toActReply({ changed, dueAt }: Outcome, { done, unchanged }: { done: string; unchanged: string }) {
  const due = dueAt === undefined ? {} : { due_at: dueAt && toInstant(dueAt) }
  return { detail: changed ? done : unchanged, changed, ...due }
}
