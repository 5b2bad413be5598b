import { useQuery } from '@tanstack/react-query'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { PageHead } from '../../account/parts.tsx'
import { api } from '../../app/service.ts'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { useLanguage } from '../../texts/texts.tsx'
import { Shown } from '../shown.tsx'
import { FilterBar } from '../table/filter-bar.tsx'
import { useFilters } from '../use-filters.ts'
import { measures } from './measures.ts'
import { Plot } from './plot.tsx'
import type { OverviewSearch } from './search.ts'
import { StatisticsTable } from './statistics-table.tsx'

/** Long enough that nobody wonders whether it is of now, in milliseconds. */
const refreshMs = 60_000

/** What happened lately, in plots that share their time. */
export function Overview() {
  const { overview } = useAdminTexts()
  const [search, change] = useFilters<OverviewSearch>()
  const by = search.by ?? 'day'
  const asked = useQuery({
    queryKey: ['admin', 'statistics', by],
    queryFn: () => answerOf(api.GET('/api/admin/statistics/', { params: { query: { by } } })),
    refetchInterval: refreshMs,
  })
  const steps = { kind: 'choice', name: 'by', label: overview.by, options: Object.entries(overview.steps) } as const
  return (
    <>
      <div className="row apart">
        <PageHead title={overview.title} lead={overview.lead} />
        <div>
          <FilterBar filters={[{ ...steps, usual: 'day' }]} present={{ by }} change={change} />
        </div>
      </div>
      <Shown asked={asked}>
        {({ results, active_sessions }) => (
          <>
            <div className="plots">
              <Plot
                title={overview.sessions}
                now={<Now sessions={active_sessions} />}
                by={by}
                points={results.map(({ from, active_sessions: living }) => ({ from, count: living }))}
              />
              {measures.map((measure) => (
                <Plot
                  key={measure}
                  title={overview.measures[measure]}
                  by={by}
                  points={results.map((bucket) => ({ from: bucket.from, count: bucket[measure] }))}
                />
              ))}
            </div>
            <StatisticsTable by={by} buckets={results} />
          </>
        )}
      </Shown>
    </>
  )
}

/** How many sessions live at this moment; nothing is added up, since one session lives in many hours. */
function Now({ sessions: { count, is_more } }: { readonly sessions: { count: number; is_more: boolean } }) {
  const { overview } = useAdminTexts()
  const told = new Intl.NumberFormat(useLanguage()).format(count)
  return overview.sessionsNow(is_more ? overview.orMore(told) : told)
}
