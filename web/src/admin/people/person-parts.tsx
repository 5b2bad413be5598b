import { useAdminTexts } from '../../texts/admin-texts.tsx'

type Standing = { readonly is_active: boolean; readonly is_email_verified: boolean }

/** Whether somebody can come in, in one word. */
export function StateBadge({ person: { is_active, is_email_verified } }: { readonly person: Standing }) {
  const { states } = useAdminTexts().people
  if (!is_active) return <span className="state off">{states.inactive}</span>
  if (!is_email_verified) return <span className="state warn">{states.unverified}</span>
  return <span className="state good">{states.active}</span>
}

export function RoleWords({ roles }: { readonly roles: readonly string[] }) {
  const { roles: words } = useAdminTexts()
  const known: Readonly<Record<string, string>> = words
  if (roles.length === 0) return <span className="quiet">{words.none}</span>
  return roles.map((role) => known[role] ?? role).join(', ')
}
