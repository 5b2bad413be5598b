import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { PageHead, Panel } from '../../account/parts.tsx'
import { Note } from '../../form/form.tsx'
import { useMoments } from '../../look/moments.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useTexts } from '../../texts/texts.tsx'
import { useStaff } from '../rights.ts'
import { Shown } from '../shown.tsx'
import { ActButtons } from './act-buttons.tsx'
import { askPerson, type WholePerson } from './ask-person.ts'
import { Facts } from './facts.tsx'
import { SessionsPanel } from './sessions-panel.tsx'

const route = getRouteApi('/admin/people/$id')

/** Everything about one account, and what can be done to it. */
export function Person() {
  const { person: words, people } = useAdminTexts()
  const { id } = route.useParams()
  const asked = useQuery({ queryKey: ['admin', 'person', id], queryFn: () => askPerson(id) })
  return (
    <>
      <div className="stack tight">
        <Link to="/admin/people" className="small">
          {words.back}
        </Link>
        <PageHead title={asked.data?.email ?? people.title} lead={asked.data?.username ?? ''} />
      </div>
      <Shown asked={asked}>{(person) => <Whole person={person} />}</Shown>
    </>
  )
}

function Whole({ person }: { readonly person: WholePerson }) {
  const { person: words } = useAdminTexts()
  const { id, mayTouch } = useStaff()
  const { day } = useMoments()
  return (
    <>
      {person.erasure && <Note>{words.erasure(day(person.erasure.due_at))}</Note>}
      {person.factor_recovery && <Recovery recovery={person.factor_recovery} />}
      <Panel title={words.acts}>
        {mayTouch(person) ? (
          <ActButtons person={person} />
        ) : (
          <p className="quiet">{person.id === id ? words.itself : words.above}</p>
        )}
      </Panel>
      <div className="halves">
        <Panel title={words.about}>
          <Facts person={person} />
        </Panel>
        <div className="stack">
          <Factors person={person} />
          <SessionsPanel person={person} canEnd={mayTouch(person)} />
          <Devices devices={person.devices} />
          <Links links={person.links} />
        </div>
      </div>
      <Activity events={person.activity} />
    </>
  )
}

function Recovery({ recovery }: { readonly recovery: NonNullable<WholePerson['factor_recovery']> }) {
  const words = useAdminTexts().person.recovery
  const { exactly } = useMoments()
  const { asked_at, mail_proved_at: proved, approved_at: approved, due_at: due } = recovery
  const said = [
    words.asked(exactly(asked_at)),
    proved === null ? words.unproved : words.proved(exactly(proved)),
    approved === null ? words.unapproved : words.approved(exactly(approved)),
    due === null ? '' : words.due(exactly(due)),
  ]
  return <Note>{said.join(' ')}</Note>
}

function Factors({ person }: { readonly person: WholePerson }) {
  const { person: words } = useAdminTexts()
  const { methods } = useTexts().proof
  const { exactly } = useMoments()
  const known: Readonly<Record<string, { readonly name: string }>> = methods
  return (
    <Panel title={words.factors} lead={words.backup(person.backup_codes_left)}>
      <ul className="list">
        {person.factors.length === 0 && <li className="quiet">{words.none}</li>}
        {person.factors.map(({ kind, target, confirmed_at }) => (
          <li key={`${kind}${target}${confirmed_at}`}>
            <span className="grow">
              <strong>{known[kind]?.name ?? kind}</strong>
              <span className="about">{[target, words.since(exactly(confirmed_at))].filter(Boolean).join(' · ')}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Devices({ devices }: { readonly devices: WholePerson['devices'] }) {
  const { person: words } = useAdminTexts()
  const { ago, exactly } = useMoments()
  return (
    <Panel title={words.devices}>
      <ul className="list">
        {devices.length === 0 && <li className="quiet">{words.none}</li>}
        {devices.map(({ id, name, browser, system, place, address, last_seen_at, trusted_until: trusted }) => (
          <li key={id}>
            <span className="grow">
              <strong>{name || [browser, system].filter(Boolean).join(' · ') || words.program}</strong>
              <span className="about">{[place ?? address, words.seen(ago(last_seen_at))].join(' · ')}</span>
              {trusted !== null && <span className="about"> · {words.trusted(exactly(trusted))}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Links({ links }: { readonly links: WholePerson['links'] }) {
  const { person: words } = useAdminTexts()
  const { ago } = useMoments()
  return (
    <Panel title={words.links}>
      <ul className="list">
        {links.length === 0 && <li className="quiet">{words.none}</li>}
        {links.map(({ provider, email, created_at, last_used_at: used }) => (
          <li key={`${provider}${created_at}`}>
            <span className="grow">
              <strong>{provider}</strong>
              <span className="about">
                {[email, used === null ? words.unused : words.used(ago(used))].filter(Boolean).join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Activity({ events }: { readonly events: WholePerson['activity'] }) {
  const { person: words } = useAdminTexts()
  const { activity } = useTexts().account
  const { exactly } = useMoments()
  return (
    <Panel title={words.activity}>
      <ul className="list">
        {events.length === 0 && <li className="quiet">{words.none}</li>}
        {events.map(({ id, at, event, address, browser, system, facts }) => (
          <li key={id}>
            <span className="grow">
              <strong>{activity.events[event] ?? event}</strong>
              <span className="about">{[browser, system, address, ...told(facts)].filter(Boolean).join(' · ')}</span>
            </span>
            <time className="about" dateTime={at}>
              {exactly(at)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The facts of an event, as the log has them. */
function told(facts: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(facts).map(
    ([name, fact]) => `${name}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`,
  )
}
