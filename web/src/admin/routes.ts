import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { requireSession, root } from '../app/root-route.tsx'
import { overviewSearch } from './overview/search.ts'
import { peopleSearch } from './people/search.ts'

const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: lazyRouteComponent(() => import('./shell.tsx'), 'AdminShell'),
  beforeLoad: requireSession,
})

const overview = createRoute({
  getParentRoute: () => admin,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview.tsx'), 'Overview'),
  validateSearch: overviewSearch,
})

const people = createRoute({
  getParentRoute: () => admin,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people.tsx'), 'People'),
  validateSearch: peopleSearch,
})

const person = createRoute({
  getParentRoute: () => admin,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./person/person.tsx'), 'Person'),
})

/** The dashboard. Each view is loaded when it is gone to; what stands here is in the first page's script, so keep it small. */
export const adminRoutes = admin.addChildren([overview, people, person])
