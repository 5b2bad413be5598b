import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from 'react'
import { useAdminTexts } from '../../texts/admin-texts.tsx'
import { roundTop } from './scale.ts'
import { countOr, type Step, useBuckets } from './use-buckets.ts'

/** The count is null where nothing was measured. */
type Point = { readonly from: string; readonly count: number | null }
type PlotProps = {
  readonly title: string
  readonly by: Step
  readonly points: readonly Point[]
  /** What stands beside the title instead of the sum, for what cannot be added up: how it is now. */
  readonly now?: ReactNode
}

/** Of a bar and the gap behind it, in units of the drawing, which is stretched to its place. */
const stride = 10
const barWidth = 7
const height = 100

/**
 * Counts as bars over time. One bar is picked, at first the last, and told in words above; the arrow keys and the pointer pick
 * others. A screen reader meets it as a slider over time. Where nothing was measured there is a gap, which is told too.
 */
export function Plot({ title, by, points, now }: PlotProps) {
  const { overview } = useAdminTexts()
  const { short, long, count } = useBuckets(by)
  const [wish, setWish] = useState<number>()
  const name = useId()
  const last = points.length - 1
  const picked = Math.min(wish ?? last, last)
  const point = points[picked]
  const counts = points.map((one) => one.count ?? 0)
  const top = roundTop(Math.max(0, ...counts))
  const total = counts.reduce((sum, one) => sum + one, 0)
  const told = point ? overview.at(long(point.from), countOr(overview.unmeasured, point.count, count)) : ''
  return (
    <section className="panel plot">
      <div className="row apart">
        <h2 id={name}>{title}</h2>
        <span className="quiet small">{now ?? overview.total(count(total))}</span>
      </div>
      <p className="plot-told">{told}</p>
      <div className="plot-grid">
        <div className="plot-scale" aria-hidden="true">
          <span>{count(top)}</span>
          <span>{count(top / 2)}</span>
          <span>0</span>
        </div>
        <div
          className="plot-bars"
          role="slider"
          tabIndex={0}
          aria-labelledby={name}
          aria-description={overview.keys}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={picked}
          aria-valuetext={told}
          onKeyDown={(event) => pickByKey(event, { picked, last, pick: setWish })}
          onPointerMove={(event) => setWish(indexAt(event, points.length))}
          onPointerLeave={() => setWish(undefined)}
        >
          <Bars points={points} top={top} picked={picked} />
        </div>
        <span className="plot-unit" aria-hidden="true">
          {(now === undefined ? overview.per : overview.most)[by]}
        </span>
        <div className="plot-times" aria-hidden="true">
          {[0, Math.floor(last / 2), last].map((at) => (
            <span key={at}>{short(points[at]?.from ?? '')}</span>
          ))}
        </div>
      </div>
    </section>
  )
}

type BarsProps = { readonly points: readonly Point[]; readonly top: number; readonly picked: number }

function Bars({ points, top, picked }: BarsProps) {
  const width = points.length * stride
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {[0, 0.5, 1].map((part) => (
        <line key={part} className="plot-line" x1={0} x2={width} y1={height * part} y2={height * part} />
      ))}
      {points.map(({ from, count }, index) => {
        const tall = ((count ?? 0) / top) * height
        if (count === null) return <Gap key={from} at={index * stride} isPicked={index === picked} />
        return (
          <rect
            key={from}
            className={index === picked ? 'plot-bar picked' : 'plot-bar'}
            x={index * stride + (stride - barWidth) / 2}
            y={height - tall}
            width={barWidth}
            height={tall}
          />
        )
      })}
    </svg>
  )
}

/** A mark on the ground line, so that nobody takes what was not measured for a zero. */
function Gap({ at, isPicked }: { readonly at: number; readonly isPicked: boolean }) {
  const inset = (stride - barWidth) / 2
  const className = isPicked ? 'plot-gap picked' : 'plot-gap'
  return <line className={className} x1={at + inset} x2={at + stride - inset} y1={height} y2={height} />
}

type Pick = { readonly picked: number; readonly last: number; readonly pick: (index: number) => void }

function pickByKey(event: KeyboardEvent, { picked, last, pick }: Pick): void {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: picked - 1, ArrowDown: picked - 1, Home: 0 }
  const others: Readonly<Record<string, number>> = { ArrowRight: picked + 1, ArrowUp: picked + 1, End: last }
  const next = steps[event.key] ?? others[event.key]
  if (next === undefined) return
  event.preventDefault()
  pick(Math.max(0, Math.min(last, next)))
}

function indexAt({ currentTarget, clientX }: PointerEvent, count: number): number {
  const { left, width } = currentTarget.getBoundingClientRect()
  return Math.max(0, Math.min(count - 1, Math.floor(((clientX - left) / width) * count)))
}
