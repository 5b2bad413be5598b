import { createRootRoute, Outlet, redirect } from '@tanstack/react-router'
import { NotFound } from './page-states.tsx'
import { returnPath } from './paths.ts'
import { session } from './service.ts'

export const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

type Place = { readonly pathname: string; readonly searchStr: string }

/** Sends whoever is not signed in to the sign-in, and remembers where they wanted to go, with the filters of that page. */
export function requireSession({ location }: { readonly location: Place }): void {
  if (session.standing() === 'signed_in') return
  throw redirect({ to: '/sign-in', search: { next: returnPath(location.pathname + location.searchStr) } })
}
