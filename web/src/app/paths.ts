/** Where somebody can be sent after a sign-in: our own pages, by name. An address from outside is never followed. */
const afterSignIn = [
  '/account',
  '/account/security',
  '/account/sessions',
  '/account/activity',
  '/account/data',
] as const

export type AccountPath = (typeof afterSignIn)[number]

/** The page that was asked for, if it is one of them; otherwise the first. */
export function returnPath(wanted: unknown): AccountPath {
  return afterSignIn.find((path) => path === wanted) ?? '/account'
}
