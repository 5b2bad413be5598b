import { useAdminTexts } from '../../texts/admin-texts.tsx'

const roles = ['none', 'support', 'admin'] as const
export type Role = (typeof roles)[number]

/** The highest role of an account. */
export function roleOf(held: readonly string[]): Role {
  return roles.findLast((role) => held.includes(role)) ?? 'none'
}

export function useRoleOptions(): { value: Role; label: string }[] {
  const { roles: words } = useAdminTexts()
  return roles.map((value) => ({ value, label: words[value] }))
}
