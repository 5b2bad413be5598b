import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { sessionsQuery } from '../app/asked.ts'
import { api, session } from '../app/service.ts'
import { useTexts } from '../texts/texts.tsx'
import { Devices } from './devices.tsx'
import { More } from './more.tsx'
import { Loaded, PageHead, Panel } from './parts.tsx'
import { useAct } from './use-act.ts'
import { useList } from './use-list.ts'
import { useWhereabouts, type Whereabouts, WhereaboutsIcon } from './whereabouts.tsx'

type Listed = Whereabouts & { readonly id: string; readonly current: boolean }

export function Sessions() {
  const { sessions: words } = useTexts().account
  const list = useList(sessionsQuery)
  const endOthers = useAct({ act: () => answerOf(api.DELETE('/api/auth/sessions/')), said: words.othersEnded })
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Panel title={words.now}>
        <Loaded asked={list.asked}>
          {(sessions) => (
            <>
              <ul className="list">
                {sessions.map((one) => (
                  <SessionRow key={one.id} one={one} />
                ))}
              </ul>
              <More list={list} />
              {sessions.length > 1 && (
                <div>
                  <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
                    {words.endOthers}
                  </Button>
                </div>
              )}
            </>
          )}
        </Loaded>
      </Panel>
      <Devices />
    </>
  )
}

function SessionRow({ one }: { one: Listed }) {
  const words = useTexts().account.sessions
  const end = useAct({
    act: () => answerOf(api.DELETE('/api/auth/sessions/{id}/', { params: { path: { id: one.id } } })),
    said: words.ended,
  })
  const { name, about } = useWhereabouts(one)
  return (
    <li>
      <WhereaboutsIcon of={one} />
      <span className="grow">
        <strong>
          {name}
          {one.current && <span className="badge">{words.current}</span>}
        </strong>
        <span className="about">{about.join(' · ')}</span>
      </span>
      <Button
        variant="default"
        size="sm"
        aria-label={words.endLabel(name)}
        loading={end.isPending}
        onClick={() => (one.current ? void session.end() : end.mutate())}
      >
        {words.end}
      </Button>
    </li>
  )
}
