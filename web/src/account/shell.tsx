import { Outlet } from '@tanstack/react-router'
import { useHolder } from '../app/use-holder.ts'
import type { IconName } from '../look/icons.tsx'
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
  )
}
