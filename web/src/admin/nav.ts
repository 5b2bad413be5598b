import type { FrameLink } from '../account/frame.tsx'
import type { AdminTexts } from '../texts/en/admin.ts'
import type { Right } from './rights-by-role.ts'

type Entry = Pick<FrameLink, 'to' | 'icon'> & { readonly name: keyof AdminTexts['nav']; readonly right: Right }

/** The pages of the dashboard, and the right that each is for. */
export const entries: readonly Entry[] = [
  { to: '/admin', icon: 'gauge', name: 'overview', right: 'statistics.see' },
  { to: '/admin/people', icon: 'people', name: 'people', right: 'users.see' },
  { to: '/admin/sessions', icon: 'devices', name: 'sessions', right: 'sessions.see' },
  { to: '/admin/audit', icon: 'book', name: 'audit', right: 'audit.see' },
  { to: '/admin/blocks', icon: 'stop', name: 'blocks', right: 'blocks.see' },
  { to: '/admin/outbox', icon: 'send', name: 'outbox', right: 'outbox.see' },
  { to: '/admin/webhooks', icon: 'hook', name: 'webhooks', right: 'webhooks.see' },
  { to: '/admin/keys', icon: 'key', name: 'keys', right: 'keys.see' },
  { to: '/admin/services', icon: 'server', name: 'services', right: 'services.see' },
  { to: '/admin/settings', icon: 'sliders', name: 'settings', right: 'settings.see' },
]
