import '../look/account.css'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'
import { session } from '../app/service.ts'
import { Icon, type IconName } from '../look/icons.tsx'
import { Mark } from '../look/mark.tsx'
import { Bell } from '../notices/bell.tsx'
import { Toasts, useToast } from '../notices/toasts.tsx'
import { sentenceOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { StepUp } from './step-up.tsx'

const pages = [
  ['/account', 'profile', 'person'],
  ['/account/security', 'security', 'shield'],
  ['/account/sessions', 'sessions', 'devices'],
  ['/account/activity', 'activity', 'clock'],
  ['/account/data', 'data', 'box'],
] as const satisfies readonly (readonly [string, string, IconName])[]

/** What stands around every page of a signed-in person. */
export function Shell() {
  const { account } = useTexts()
  return (
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
        </div>
      </StepUp>
    </Toasts>
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
