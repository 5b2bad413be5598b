import '../look/admin.css'
import '../look/admin-service.css'
import { Outlet } from '@tanstack/react-router'
import { Frame } from '../account/frame.tsx'
import { AdminTextsProvider, useAdminTexts } from '../texts/admin-texts.tsx'
import { Barrier } from './barrier.tsx'
import { entries } from './nav.ts'
import { useStaff } from './rights.ts'

/** The dashboard: its texts, and what stands around each of its pages. */
export function AdminShell() {
  return (
    <AdminTextsProvider>
      <AdminFrame />
    </AdminTextsProvider>
  )
}

function AdminFrame() {
  const { nav } = useAdminTexts()
  const { may } = useStaff()
  const links = entries.filter(({ right }) => may(right)).map(({ to, icon, name }) => ({ to, icon, words: nav[name] }))
  const across = { to: '/account', icon: 'person', words: nav.account } as const
  return (
    <Frame label={nav.label} links={links} across={across} isWide>
      {may('users.see') ? <Outlet /> : <Barrier kind="permission_denied" />}
    </Frame>
  )
}
