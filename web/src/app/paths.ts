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

type OwnPath = (typeof afterSignIn)[number] | `/admin/${'people' | 'webhooks'}/${string}`
/** With the filters of the page, which it reads itself and of which it leaves out what is none. */
export type ReturnPath = OwnPath | `${OwnPath}?${string}`

/** The page of a person, or of a webhook. */
const one = /^\/admin\/(people|webhooks)\/[0-9a-f-]{36}$/
/** Longer than all filters of a page together; an address that is longer was made up. */
const mostSearched = 2000

/** The page that was asked for with its filters, if it is one of them; otherwise the first. */
export function returnPath(wanted: unknown): ReturnPath {
  if (typeof wanted !== 'string') return '/account'
  const [path = '', ...rest] = wanted.split('?')
  if (!isOwn(path)) return '/account'
  const search = rest.join('?')
  return search === '' || search.length > mostSearched || search.includes('#') ? path : `${path}?${search}`
}

function isOwn(path: string): path is OwnPath {
  return one.test(path) || afterSignIn.some((own) => own === path)
}

/** Whether a page is for those who are signed in. */
export function isBehindTheDoor(path: string): boolean {
  return /^\/(account|admin)(\/|$)/.test(path)
}
