import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { type Bucket, measures } from './measures.ts'
import { countOr, type Step, useBuckets } from './use-buckets.ts'

type StatisticsTableProps = { readonly by: Step; readonly buckets: readonly Bucket[] }

/** The numbers behind the plots, the newest first. */
export function StatisticsTable({ by, buckets }: StatisticsTableProps) {
  const { overview } = useAdminTexts()
  const { long, count } = useBuckets(by)
  return (
    <details className="panel">
      <summary>{overview.asTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has only keys must be able to scroll it */}
      <section className="numbers" tabIndex={0} aria-label={overview.asTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{overview.when[by]}</th>
              <th scope="col">{overview.sessions}</th>
              {measures.map((measure) => (
                <th key={measure} scope="col">
                  {overview.measures[measure]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {buckets.toReversed().map((bucket) => (
              <tr key={bucket.from}>
                <th scope="row">{long(bucket.from)}</th>
                <td>{countOr(overview.unmeasured, bucket.active_sessions, count)}</td>
                {measures.map((measure) => (
                  <td key={measure}>{count(bucket[measure])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
