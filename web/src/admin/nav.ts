import type { FrameLink } from '../account/frame.tsx'
import type { AdminTexts } from '../texts/en-admin.ts'
import type { Right } from './rights-by-role.ts'

type Entry = Pick<FrameLink, 'to' | 'icon'> & { readonly name: keyof AdminTexts['nav']; readonly right: Right }

/** The pages of the dashboard, and the right that each is for. */
export const entries: readonly Entry[] = [
  { to: '/admin', icon: 'gauge', name: 'overview', right: 'statistics.see' },
  { to: '/admin/people', icon: 'people', name: 'people', right: 'users.see' },
]
