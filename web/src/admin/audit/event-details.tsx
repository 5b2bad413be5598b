import { Link } from '@tanstack/react-router'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { type Fact, FactList } from '../fact-list.tsx'
import type { LoggedEvent } from './ask-audit.ts'

/** All that the log has of an event. */
export function EventDetails({ event }: { readonly event: LoggedEvent }) {
  const { more, columns } = useAdminTexts().audit
  const { id, account_id: account, session_id, request_id, address, place, browser, system, subject } = event
  const facts = Object.entries(event.facts).map(([name, fact]) => [name, tell(fact)] as const)
  const sealed =
    event.chain === null || event.position === null ? more.unsealed : more.position(event.chain, event.position)
  const known: readonly Fact[] = [
    [columns.from, [place, address].filter(Boolean).join(' · ')],
    [more.client, [browser, system].filter(Boolean).join(' · ')],
    [columns.account, asCode(account)],
    [columns.actor, asCode(event.actor_id)],
    [more.session, asCode(session_id)],
    [more.request, asCode(request_id)],
    [more.id, asCode(id)],
    [more.subject, asCode(subject)],
    [more.chain, sealed],
  ]
  return (
    <>
      {facts.length > 0 && (
        <>
          <h3>{more.facts}</h3>
          <FactList facts={facts} />
        </>
      )}
      <h3 className="sr">{columns.event}</h3>
      <FactList facts={known.filter(([, value]) => value !== '')} />
      {account !== null && (
        <div className="row">
          <Link to="/admin/audit" search={{ account_id: account }} className="small">
            {more.all}
          </Link>
        </div>
      )}
    </>
  )
}

const asCode = (text: string | null) => (text ? <code>{text}</code> : '')
const tell = (fact: unknown): string => (typeof fact === 'string' ? fact : JSON.stringify(fact))
