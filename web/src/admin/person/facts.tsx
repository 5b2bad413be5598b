import type { ReactNode } from 'react'
import { useMoments } from '../../look/moments.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { RoleWords, StateBadge } from '../people/person-parts.tsx'
import type { WholePerson } from './ask-person.ts'

/** What an account is, line by line. */
export function Facts({ person }: { readonly person: WholePerson }) {
  const { person: words, table } = useAdminTexts()
  const { exactly } = useMoments()
  const { facts } = words
  const standing = { ...person, is_email_verified: person.email_verified_at !== null }
  const when = (at: string | null, never: string) => (at === null ? never : exactly(at))
  const lines: readonly (readonly [title: string, value: ReactNode])[] = [
    [facts.state, <StateBadge key="state" person={standing} />],
    [facts.lock, <Lock key="lock" lock={person.lock} />],
    [facts.role, <RoleWords key="role" roles={person.roles} />],
    [facts.username, person.username],
    [facts.displayName, person.display_name],
    [facts.verified, when(person.email_verified_at, table.no)],
    [facts.password, when(person.password_changed_at, facts.noPassword)],
    [facts.seen, when(person.last_login_at, table.never)],
    [facts.created, exactly(person.created_at)],
    [facts.updated, exactly(person.updated_at)],
    [facts.locale, person.locale],
    [facts.timezone, person.timezone],
    [facts.avatar, person.avatar_url],
    [facts.events, facts.eventsOf(person.events.waiting, person.events.failed)],
    [facts.id, <code key="id">{person.id}</code>],
  ]
  return (
    <dl className="facts">
      {lines.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value || '–'}</dd>
        </div>
      ))}
    </dl>
  )
}

function Lock({ lock }: { readonly lock: WholePerson['lock'] }) {
  const { person, table } = useAdminTexts()
  const { facts } = person
  const { exactly } = useMoments()
  const { locked_until: until, frozen_since: since, password_disabled } = lock
  const isLocked = until !== null && Date.parse(until) > Date.now()
  const said = [
    ...(password_disabled ? [facts.disabled] : []),
    ...(isLocked ? [facts.lockedUntil(exactly(until))] : []),
    ...(since !== null ? [facts.frozenSince(exactly(since))] : []),
  ]
  if (said.length === 0) return facts.unlocked
  return <span className="state fault">{table.together(said)}</span>
}
