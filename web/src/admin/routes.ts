import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { requireSession, root } from '../app/root-route.tsx'
import { auditSearch } from './audit/search.ts'
import { outboxSearch } from './outbox/search.ts'
import { overviewSearch } from './overview/search.ts'
import { peopleSearch } from './people/search.ts'
import { sessionsSearch } from './sessions/search.ts'
import { deliveriesSearch } from './webhooks/search.ts'

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

const sessions = createRoute({
  getParentRoute: () => admin,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./sessions/sessions.tsx'), 'Sessions'),
  validateSearch: sessionsSearch,
})

const audit = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  component: lazyRouteComponent(() => import('./audit/audit.tsx'), 'Audit'),
  validateSearch: auditSearch,
})

const blocks = createRoute({
  getParentRoute: () => admin,
  path: '/blocks',
  component: lazyRouteComponent(() => import('./blocks/blocks.tsx'), 'Blocks'),
})

const outbox = createRoute({
  getParentRoute: () => admin,
  path: '/outbox',
  component: lazyRouteComponent(() => import('./outbox/outbox.tsx'), 'Outbox'),
  validateSearch: outboxSearch,
})

const webhooks = createRoute({
  getParentRoute: () => admin,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./webhooks/webhooks.tsx'), 'Webhooks'),
})

const keys = createRoute({
  getParentRoute: () => admin,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys/keys.tsx'), 'Keys'),
})

const services = createRoute({
  getParentRoute: () => admin,
  path: '/services',
  component: lazyRouteComponent(() => import('./services/services.tsx'), 'Services'),
})

const settings = createRoute({
  getParentRoute: () => admin,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings.tsx'), 'Settings'),
})

const webhook = createRoute({
  getParentRoute: () => admin,
  path: '/webhooks/$id',
  component: lazyRouteComponent(() => import('./webhooks/webhook.tsx'), 'Webhook'),
  validateSearch: deliveriesSearch,
})

/** The dashboard. Each view is loaded when it is gone to; what stands here is in the first page's script, so keep it small. */
export const adminRoutes = admin.addChildren([
  ...[overview, people, person, sessions, audit, blocks, outbox],
  ...[webhooks, webhook, keys, services, settings],
])
