import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth-client/open-api.ts'
import { api, session } from '../app/service.ts'
import { Icon } from '../look/icons.tsx'
import { useMoments } from '../look/moments.ts'
import { useTexts } from '../texts/texts.tsx'
import { Loaded, PageHead, Panel } from './parts.tsx'
import { useAct } from './use-act.ts'

type Listed = {
  readonly id: string
  readonly name: string
  readonly browser: string | null
  readonly system: string | null
  readonly address: string
  readonly place: string | null
  readonly last_seen_at: string
  readonly current: boolean
}

export function Sessions() {
  const { account } = useTexts()
  const words = account.sessions
  const list = useQuery({
    queryKey: ['sessions'],
    queryFn: () => answerOf(api.GET('/api/auth/sessions/', { params: { query: { limit: 100 } } })),
  })
  const endOthers = useAct({ act: () => answerOf(api.DELETE('/api/auth/sessions/')), said: words.othersEnded })
  return (
    <>
      <PageHead title={words.title} lead={words.lead} />
      <Panel title={account.nav.sessions}>
        <Loaded asked={list}>
          {({ results }) => (
            <>
              <ul className="list">
                {results.map((one) => (
                  <SessionRow key={one.id} one={one} />
                ))}
              </ul>
              {results.length > 1 && (
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
    </>
  )
}

function SessionRow({ one }: { one: Listed }) {
  const words = useTexts().account.sessions
  const { ago } = useMoments()
  const end = useAct({
    act: () => answerOf(api.DELETE('/api/auth/sessions/{id}/', { params: { path: { id: one.id } } })),
    said: words.ended,
  })
  const software = [one.browser, one.system].filter(Boolean).join(' · ') || words.unknown
  const name = one.name || software
  const about = [one.name && software, one.place ?? one.address, words.seen(ago(one.last_seen_at))].filter(Boolean)
  return (
    <li>
      <span className="disc">
        <Icon name={/Android|iOS/.test(one.system ?? '') ? 'phone' : 'devices'} />
      </span>
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
