import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { adminRoutes } from '../admin/routes.ts'
import { heldEnrolment } from '../entry/enrolment.ts'
import { SignIn } from '../entry/sign-in.tsx'
import { heldWaiting } from '../entry/waiting.ts'
import {
  activityQuery,
  devicesQuery,
  factorsQuery,
  haveReady,
  linksQuery,
  passkeysQuery,
  profileQuery,
  providersQuery,
  sessionsQuery,
} from './asked.ts'
import { NotFound, PageFault, Pending } from './page-states.tsx'
import { type ReturnPath, returnPath } from './paths.ts'
import { requireSession, root } from './root-route.tsx'
import { type After, afters } from './router-state.ts'
import { session } from './service.ts'

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/account' })
  },
})

type SignInSearch = { next?: ReturnPath; after?: After }

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignIn,
  loader: () => haveReady(providersQuery),
  validateSearch: ({ next, after }: Record<string, unknown>): SignInSearch => {
    const said = afters.find((one) => one === after)
    return { ...(next === undefined ? {} : { next: returnPath(next) }), ...(said ? { after: said } : {}) }
  },
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('../entry/sign-up.tsx'), 'SignUp'),
})

const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: lazyRouteComponent(() => import('../entry/verify.tsx'), 'Verify'),
})

const recover = createRoute({
  getParentRoute: () => root,
  path: '/recover',
  component: lazyRouteComponent(() => import('../entry/recover.tsx'), 'Recover'),
})

type SocialSearch = { code?: string }

const social = createRoute({
  getParentRoute: () => root,
  path: '/social',
  component: lazyRouteComponent(() => import('../entry/social-return.tsx'), 'SocialReturn'),
  // Words that an address brings are nobody's of ours, and are not shown.
  validateSearch: ({ code }: Record<string, unknown>): SocialSearch =>
    code === undefined ? {} : { code: String(code) },
})

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  component: lazyRouteComponent(() => import('../entry/second-factor.tsx'), 'SecondFactor'),
  beforeLoad: () => {
    const waiting = heldWaiting()
    if (waiting) return { waiting }
    // Loaded anew: nothing was kept, and the sign-in begins once more, unless another tab has finished one.
    if (session.standing() === 'signed_in') throw redirect({ to: '/account' })
    throw redirect({ to: '/sign-in', search: { after: 'unfinished' } })
  },
})

const enrol = createRoute({
  getParentRoute: () => root,
  path: '/enrol',
  component: lazyRouteComponent(() => import('../entry/enrol.tsx'), 'Enrol'),
  beforeLoad: () => {
    const enrolment = heldEnrolment()
    if (enrolment) return { enrolment }
    // Loaded anew: nothing was kept. Whoever has come to the backup codes is signed in, and finds new ones there.
    if (session.standing() === 'signed_in') throw redirect({ to: '/account/security' })
    throw redirect({ to: '/sign-in', search: { after: 'unfinished' } })
  },
})

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/shell.tsx'), 'Shell'),
  beforeLoad: requireSession,
})

const profile = createRoute({
  getParentRoute: () => account,
  path: '/',
  component: lazyRouteComponent(() => import('../account/profile.tsx'), 'Profile'),
  loader: () => haveReady(profileQuery),
})

const security = createRoute({
  getParentRoute: () => account,
  path: '/security',
  component: lazyRouteComponent(() => import('../account/security.tsx'), 'Security'),
  loader: () => haveReady(factorsQuery, passkeysQuery, providersQuery, linksQuery),
})

const sessions = createRoute({
  getParentRoute: () => account,
  path: '/sessions',
  component: lazyRouteComponent(() => import('../account/sessions.tsx'), 'Sessions'),
  loader: () => haveReady(sessionsQuery, devicesQuery, factorsQuery),
})

const activity = createRoute({
  getParentRoute: () => account,
  path: '/activity',
  component: lazyRouteComponent(() => import('../account/activity.tsx'), 'Activity'),
  loader: () => haveReady(activityQuery),
})

const data = createRoute({
  getParentRoute: () => account,
  path: '/data',
  component: lazyRouteComponent(() => import('../account/data.tsx'), 'Data'),
})

const tree = root.addChildren([
  home,
  signIn,
  signUp,
  verify,
  recover,
  social,
  secondFactor,
  enrol,
  account.addChildren([profile, security, sessions, activity, data]),
  adminRoutes,
])

export const router = createRouter({
  routeTree: tree,
  // A link that is pointed at will probably be followed.
  defaultPreload: 'intent',
  // A page whose answers are slow is announced; until then the one before stays.
  defaultPendingMs: 400,
  defaultPendingComponent: Pending,
  defaultErrorComponent: PageFault,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
