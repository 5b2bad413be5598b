import { Link } from '@tanstack/react-router'
import { activityQuery } from '../app/asked.ts'
import { useMoments } from '../look/moments.ts'
import { useTexts } from '../texts/texts.tsx'
import { More } from './more.tsx'
import { Loaded, PageHead, Panel } from './parts.tsx'
import { useList } from './use-list.ts'

export function Activity() {
  const { account } = useTexts()
  const { exactly } = useMoments()
  const list = useList(activityQuery)
  return (
    <>
      <PageHead title={account.activity.title} lead={account.activity.lead} />
      <Panel title={account.nav.activity}>
        <Loaded asked={list.asked}>
          {(events) => (
            <ul className="list">
              {events.length === 0 && <li className="quiet">{account.empty}</li>}
              {events.map(({ id, at, event, address, place, browser, system, current }) => (
                <li key={id}>
                  <span className="grow">
                    <strong>
                      {account.activity.events[event] ?? event}
                      {current && <span className="badge">{account.activity.here}</span>}
                    </strong>
                    <span className="about">{[browser, system, place ?? address].filter(Boolean).join(' · ')}</span>
                  </span>
                  <time className="about" dateTime={at}>
                    {exactly(at)}
                  </time>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        <More list={list} />
      </Panel>
      <Panel title={account.activity.notYou} lead={account.activity.notYouLead}>
        <div className="row">
          <Link to="/account/sessions">{account.nav.sessions}</Link>
          <Link to="/account/security">{account.security.changePassword}</Link>
        </div>
      </Panel>
    </>
  )
}
