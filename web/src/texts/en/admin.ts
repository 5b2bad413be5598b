import { audit } from './admin-audit.ts'
import { blocks } from './admin-blocks.ts'
import { health } from './admin-health.ts'
import { keys } from './admin-keys.ts'
import { outbox } from './admin-outbox.ts'
import { overview } from './admin-overview.ts'
import { people } from './admin-people.ts'
import { person } from './admin-person.ts'
import { services } from './admin-services.ts'
import { sessions } from './admin-sessions.ts'
import { settings } from './admin-settings.ts'
import { webhooks } from './admin-webhooks.ts'

/** The dashboard. A catalogue of another language has the same members; the compiler sees to it. */
export const admin = {
  nav: {
    label: 'Administration',
    account: 'My account',
    overview: 'Overview',
    people: 'People',
    sessions: 'Sessions',
    audit: 'Audit log',
    outbox: 'Outbox',
    webhooks: 'Webhooks',
    blocks: 'Blocks',
    keys: 'Keys',
    services: 'Services',
    settings: 'Settings',
  },
  old: 'What you see was there before.',
  problems: {
    permission_denied: 'Your role does not allow this, or not for this account.',
    reauthentication_required: 'This needs a fresh proof that it is you.',
    key_from_settings: 'The key stands in the settings, and is changed there.',
  },
  secret: {
    lead: 'You see it this once. Keep it where secrets are kept.',
    kept: 'I have kept it',
    copyLabel: (what: string) => `Copy: ${what}`,
  },
  barriers: {
    permission_denied: {
      title: 'This is not for your role',
      lead: 'The service shows this to others. If you need it, ask an administrator for the role.',
    },
    mfa_enrolment_required: {
      title: 'Administration needs a second factor',
      lead: 'Your account has none. Set one up, then sign in once more: an authenticator app or a passkey takes a minute.',
    },
    reauthentication_required: {
      title: 'Confirm that it is you',
      lead: 'Administration asks for your second factor once a day.',
    },
    prove: 'Confirm',
    toSecurity: 'Set up a second factor',
    toAccount: 'To my account',
  },
  table: {
    /** What a sheet is about, before what its act does. */
    about: (what: string, lead: string) => `${what}. ${lead}`,
    /** Statements that stand beside each other, each without its end. */
    together: (parts: readonly string[]) => parts.join('. '),
    filters: 'Search and filter',
    all: 'All',
    columns: 'Columns',
    chosen: 'Chosen',
    choose: (what: string) => `Choose ${what}`,
    more: 'Show more',
    end: 'That is all.',
    count: (count: number, isMore: boolean) => `${count} ${count === 1 ? 'row' : 'rows'}${isMore ? ', and more' : ''}`,
    never: 'Never',
    yes: 'Yes',
    no: 'No',
  },
  reason: {
    label: 'Reason',
    hint: 'It is kept in the audit log. If it is about a person, they can read it in their export.',
  },
  roles: { none: 'None', support: 'Support', admin: 'Administrator' },
  overview,
  people,
  person,
  sessions,
  audit,
  blocks,
  outbox,
  webhooks,
  keys,
  services,
  settings,
  health,
}

export type AdminTexts = typeof admin
