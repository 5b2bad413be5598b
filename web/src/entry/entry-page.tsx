import '../look/entry.css'
import type { ReactNode } from 'react'
import { useTitle } from '../app/use-title.ts'
import { Mark } from '../look/mark.tsx'
import { LanguageMenu } from '../texts/language-menu.tsx'
import { useTexts } from '../texts/texts.tsx'

type EntryPageProps = {
  readonly title: string
  readonly lead?: string
  readonly foot?: ReactNode
  readonly children: ReactNode
}

/** A page before the door: one card, and beside it, where there is room, what this is. */
export function EntryPage({ title, lead, foot, children }: EntryPageProps) {
  const texts = useTexts()
  const heading = useTitle(title)
  return (
    <div className="entry">
      <aside className="entry-side">
        <Sky />
        <p>{texts.brand}</p>
      </aside>
      <main className="entry-main">
        <div className="entry-card">
          <header>
            <Mark />
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {lead && <p className="quiet">{lead}</p>}
          </header>
          {children}
          {foot && <div className="entry-foot row apart small">{foot}</div>}
        </div>
        <LanguageMenu label={texts.language} />
      </main>
    </div>
  )
}

const orbits = [16, 24, 32, 40, 48]

function Sky() {
  return (
    <svg viewBox="0 0 100 100" aria-hidden="true">
      {orbits.map((radius) => (
        <circle key={radius} cx="50" cy="50" r={radius} />
      ))}
      <ellipse cx="50" cy="50" rx="48" ry="17" transform="rotate(-24 50 50)" />
      <circle className="body" cx="50" cy="50" r="7" />
      <circle className="body" cx="72.6" cy="27.4" r="1.6" />
      <circle className="body" cx="22" cy="63" r="1.1" />
      <circle className="body" cx="89" cy="22" r="1" />
    </svg>
  )
}
