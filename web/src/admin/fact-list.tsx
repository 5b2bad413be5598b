import type { ReactNode } from 'react'

/** What stands for the title, where it is more than a text, comes last. */
export type Fact = readonly [title: string, value: ReactNode, shown?: ReactNode]

/** What is known of something, line by line. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([title, value, shown = title]) => (
        <div key={title}>
          <dt>{shown}</dt>
          <dd>{value === '' || value === null ? '–' : value}</dd>
        </div>
      ))}
    </dl>
  )
}
