/** Where somebody can be sent after a sign-in: our own pages, by name. An address from outside is never followed. */
const afterSignIn = [
  '/account',
  '/account/security',
  '/account/sessions',
  '/account/activity',
  '/account/data',
  '/admin',
  '/admin/people',
  '/admin/sessions',
  '/admin/audit',
  '/admin/outbox',
  '/admin/webhooks',
  '/admin/blocks',
  '/admin/keys',
  '/admin/services',
  '/admin/settings',
] as const

export type ReturnPath = (typeof afterSignIn)[number] | `/admin/${'people' | 'webhooks'}/${string}`

/** The page of a person, or of a webhook. */
const one = /^\/admin\/(people|webhooks)\/[0-9a-f-]{36}$/

/** The page that was asked for, if it is one of them; otherwise the first. */
export function returnPath(wanted: unknown): ReturnPath {
  const known = afterSignIn.find((path) => path === wanted)
  if (known !== undefined) return known
  return isOne(wanted) ? wanted : '/account'
}

function isOne(path: unknown): path is `/admin/${'people' | 'webhooks'}/${string}` {
  return typeof path === 'string' && one.test(path)
}

/** Whether a page is for those who are signed in. */
export function isBehindTheDoor(path: string): boolean {
  return /^\/(account|admin)(\/|$)/.test(path)
}
