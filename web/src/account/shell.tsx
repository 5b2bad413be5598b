import { Outlet } from '@tanstack/react-router'
import { useHolder } from '../app/use-holder.ts'
import type { IconName } from '../look/icons.tsx'
import '../look/account.css'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
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
import { Frame } from './frame.tsx'

const pages = [
  ['/account', 'profile', 'person'],
  ['/account/security', 'security', 'shield'],
  ['/account/sessions', 'sessions', 'devices'],
  ['/account/activity', 'activity', 'clock'],
  ['/account/data', 'data', 'box'],
] as const satisfies readonly (readonly [string, string, IconName])[]

/** The account centre. Whoever has a role finds the way to the administration. */
export function Shell() {
  const { account } = useTexts()
  const { roles } = useHolder()
  const links = pages.map(([to, name, icon]) => ({ to, icon, words: account.nav[name] }))
  const across = { to: '/admin', icon: 'gauge', words: account.administration } as const
  return (
    <Frame label={account.nav.label} links={links} across={roles.length > 0 ? across : undefined}>
      <Outlet />
    </Frame>
    <Toasts>
      <StepUp>
        <div className="shell">
          <header className="top">
            <Link to="/account" className="mark">
              <Mark />
            </Link>
            <div className="row">
              <SchemeButton />
              <Bell />
              <LeaveButton />
              <OwnAvatar />
            </div>
          </header>
          <div className="shell-body">
            <nav className="nav" aria-label={account.nav.label}>
              {pages.map(([to, name, icon]) => (
                <Link key={to} to={to} activeOptions={{ exact: true }}>
                  <Icon name={icon} />
                  {account.nav[name]}
                </Link>
              ))}
            </nav>
            <main className="page">
              <Outlet />
            </main>
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
