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

export type ReturnPath = (typeof afterSignIn)[number] | `/admin/people/${string}`

const person = /^\/admin\/people\/[0-9a-f-]{36}$/

/** The page that was asked for, if it is one of them; otherwise the first. */
export function returnPath(wanted: unknown): ReturnPath {
  const known = afterSignIn.find((path) => path === wanted)
  if (known !== undefined) return known
  return isPerson(wanted) ? wanted : '/account'
}

function isPerson(path: unknown): path is `/admin/people/${string}` {
  return typeof path === 'string' && person.test(path)
}

/** Whether a page is for those who are signed in. */
export function isBehindTheDoor(path: string): boolean {
  return /^\/(account|admin)(\/|$)/.test(path)
}
