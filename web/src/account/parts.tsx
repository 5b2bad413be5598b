import { Button } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { useTitle } from '../app/use-title.ts'
import { Fault } from '../form/form.tsx'
import { useTexts } from '../texts/texts.tsx'

export function PageHead({ title, lead }: { title: string; lead: string }) {
  const heading = useTitle(title)
  return (
    <header>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className="quiet">{lead}</p>
    </header>
  )
}

export function Panel({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const name = useId()
  return (
    <section className="panel" aria-labelledby={name}>
      <header>
        <h2 id={name}>{title}</h2>
        {lead && <p>{lead}</p>}
      </header>
      {children}
    </section>
  )
}

type Asked<D> = { readonly data: D | undefined; readonly error: Error | null; readonly refetch: () => unknown }

/** What was asked for: bones while it is on its way, a way to ask again when it failed. */
export function Loaded<D>({ asked, children }: { asked: Asked<D>; children: (data: D) => ReactNode }) {
  const texts = useTexts()
  if (asked.data !== undefined) return children(asked.data)
  if (asked.error) {
    return (
      <div className="stack">
        <Fault error={asked.error} />
        <div>
          <Button variant="default" onClick={() => asked.refetch()}>
            {texts.tryAgain}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <div className="stack" role="status" aria-label={texts.loading}>
      <div className="bone" />
      <div className="bone" />
    </div>
  )
}
