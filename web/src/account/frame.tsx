import '../look/account.css'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { profileQuery } from '../app/asked.ts'
import { session } from '../app/service.ts'
import { Avatar } from '../look/avatar.tsx'
import { Icon, type IconName } from '../look/icons.tsx'
import { Mark } from '../look/mark.tsx'
import { Bell } from '../notices/bell.tsx'
import { Offline } from '../notices/offline.tsx'
import { Toasts, useToast } from '../notices/toasts.tsx'
import { sentenceOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { StepUp } from './step-up.tsx'

export type FrameLink = {
  readonly to: NonNullable<LinkProps['to']>
  readonly icon: IconName
  readonly words: string
}

type FrameProps = {
  /** What its pages are. */
  readonly label: string
  /** The first is where the sign of the house leads. */
  readonly links: readonly FrameLink[]
  /** The way to the other side of the house, for those who have one. */
  readonly across?: FrameLink | undefined
  /** For pages of tables. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** What stands around every page of somebody who is signed in. */
export function Frame({ label, links, across, isWide = false, children }: FrameProps) {
  const home = links[0]?.to ?? '/account'
  return (
    <Toasts>
      <StepUp>
        <div className="shell">
          <header className="top">
            <Link to={home} className="mark">
              <Mark />
            </Link>
            <div className="row">
              {across && (
                <Link to={across.to} className="across" aria-label={across.words}>
                  <Icon name={across.icon} />
                  <span>{across.words}</span>
                </Link>
              )}
              <SchemeButton />
              <Bell />
              <LeaveButton />
              <OwnAvatar />
            </div>
          </header>
          <div className={isWide ? 'shell-body wide' : 'shell-body'}>
            <nav className="nav" aria-label={label}>
              {links.map(({ to, icon, words }) => (
                <Link key={to} to={to} activeOptions={{ exact: to === home, includeSearch: false }}>
                  <Icon name={icon} />
                  {words}
                </Link>
              ))}
            </nav>
            <main className="page">{children}</main>
          </div>
          <Offline />
        </div>
      </StepUp>
    </Toasts>
  )
}

/** Whose account it is; the place is kept until it is known. */
function OwnAvatar() {
  const { account } = useTexts()
  const { data: person } = useQuery(profileQuery)
  return (
    <Link to="/account" className="own-avatar" aria-label={account.nav.profile} title={person?.email}>
      {person && <Avatar person={person} size="small" />}
    </Link>
  )
}

function SchemeButton() {
  const { account } = useTexts()
  const { setColorScheme } = useMantineColorScheme()
  const now = useComputedColorScheme('light')
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={account.light}
      onClick={() => setColorScheme(now === 'dark' ? 'light' : 'dark')}
    >
      <Icon name="sun" />
    </button>
  )
}

function LeaveButton() {
  const texts = useTexts()
  const say = useToast()
  const leave = () => void session.end().catch((error: unknown) => say(sentenceOf(texts, error)))
  return (
    <button type="button" className="icon-button" aria-label={texts.account.signOut} onClick={leave}>
      <Icon name="leave" />
    </button>
  )
}
