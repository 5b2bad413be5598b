import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { Panel } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { FactList } from '../fact-list.tsx'
import { Shown } from '../shown.tsx'

const askHealth = () => answerOf(api.GET('/api/admin/health/'))
type Finding = Awaited<ReturnType<typeof askHealth>>['findings'][number]

const looks: Readonly<Record<string, string>> = { ok: 'state good', warning: 'state warn', failed: 'state fault' }
/** What has to be done stands first. */
const order = ['failed', 'warning', 'ok', 'skipped']

/** What the service finds when it tries what it needs. */
export function Health() {
  const { health } = useAdminTexts()
  const asked = useQuery({ queryKey: ['admin', 'health'], queryFn: askHealth })
  const names: Readonly<Record<string, string>> = health.names
  return (
    <Panel title={health.title} lead={health.lead}>
      <Shown asked={asked}>
        {({ ok, findings }) => (
          <div className="stack">
            <div className="row apart">
              <span role="status">{ok ? health.well : health.open}</span>
              <Button variant="default" size="compact-sm" loading={asked.isFetching} onClick={() => asked.refetch()}>
                {health.again}
              </Button>
            </div>
            <FactList
              facts={findings
                .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
                .map((finding) => [names[finding.name] ?? finding.name, <Told key={finding.name} finding={finding} />])}
            />
          </div>
        )}
      </Shown>
    </Panel>
  )
}

function Told({ finding: { state, said, todo } }: { readonly finding: Finding }) {
  const { health } = useAdminTexts()
  const states: Readonly<Record<string, string>> = health.states
  return (
    <>
      <span className={looks[state] ?? 'state'}>{states[state] ?? state}</span>
      <div lang="en">{said}</div>
      {todo !== null && (
        <div className="quiet">
          {health.todo}: <span lang="en">{todo}</span>
        </div>
      )}
    </>
  )
}
