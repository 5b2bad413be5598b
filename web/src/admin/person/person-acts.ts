import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../../app/service.ts'
import type { AdminTexts } from '../../texts/en/admin.ts'
import type { Right } from '../rights-by-role.ts'

export type ActWord = keyof AdminTexts['person']['actWords']

type Standing = {
  readonly is_active: boolean
  readonly email_verified_at: string | null
  readonly factors: readonly unknown[]
  readonly live_sessions: number
  readonly lock: { readonly password_disabled: boolean }
}

type Act = {
  readonly right: Right
  readonly isDanger?: boolean
  /** Whether there is anything for it to do. */
  readonly isFit: (person: Standing) => boolean
  readonly run: (id: string, reason: string) => Promise<{ changed: boolean }>
}

const to = (id: string, reason: string) => ({ params: { path: { id } }, body: { reason } })

/** What is done to an account with nothing but a reason, the harmless first. */
export const personActs: { readonly [W in ActWord]: Act } = {
  unlock: {
    right: 'users.unlock',
    isFit: () => true,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/unlock/', to(id, reason))),
  },
  'send-reset': {
    right: 'users.send_reset',
    isFit: ({ is_active }) => is_active,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/send-reset/', to(id, reason))),
  },
  'send-verification': {
    right: 'users.send_verification',
    isFit: ({ is_active, email_verified_at }) => is_active && email_verified_at === null,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/send-verification/', to(id, reason))),
  },
  'end-sessions': {
    right: 'users.end_sessions',
    isFit: ({ live_sessions }) => live_sessions > 0,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/end-sessions/', to(id, reason))),
  },
  'verify-email': {
    right: 'users.verify_email',
    isFit: ({ email_verified_at }) => email_verified_at === null,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/verify-email/', to(id, reason))),
  },
  'reset-factors': {
    right: 'users.reset_factors',
    isFit: ({ factors }) => factors.length > 0,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/reset-factors/', to(id, reason))),
  },
  reactivate: {
    right: 'users.reactivate',
    isFit: ({ is_active }) => !is_active,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/reactivate/', to(id, reason))),
  },
  lock: {
    right: 'users.lock',
    isDanger: true,
    isFit: ({ lock }) => !lock.password_disabled,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/lock/', to(id, reason))),
  },
  deactivate: {
    right: 'users.deactivate',
    isDanger: true,
    isFit: ({ is_active }) => is_active,
    run: (id, reason) => answerOf(api.POST('/api/admin/users/{id}/deactivate/', to(id, reason))),
  },
}

export const actWords = Object.keys(personActs) as readonly ActWord[]
