import type { AdminTexts } from '../en/admin.ts'
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

export const admin: AdminTexts = {
  nav: {
    label: 'Administration',
    account: 'Mein Konto',
    overview: 'Übersicht',
    people: 'Personen',
    sessions: 'Sitzungen',
    audit: 'Audit-Protokoll',
    outbox: 'Postausgang',
    webhooks: 'Webhooks',
    blocks: 'Blockierungen',
    keys: 'Schlüssel',
    services: 'Dienste',
    settings: 'Einstellungen',
  },
  old: 'Was Sie sehen, ist der Stand von vorher.',
  problems: {
    permission_denied: 'Ihre Rolle erlaubt das nicht oder nicht für dieses Konto.',
    reauthentication_required: 'Dafür müssen Sie noch einmal nachweisen, dass Sie es sind.',
    key_from_settings: 'Der Schlüssel steht in den Einstellungen und wird dort geändert.',
  },
  secret: {
    lead: 'Sie sehen es nur dieses eine Mal. Bewahren Sie es dort auf, wo Geheimnisse hingehören.',
    kept: 'Ich habe es aufbewahrt',
    copyLabel: (what) => `Kopieren: ${what}`,
  },
  barriers: {
    permission_denied: {
      title: 'Das ist nichts für Ihre Rolle',
      lead: 'Der Dienst zeigt das nur anderen. Wenn Sie es brauchen, bitten Sie die Administration um die Rolle.',
    },
    mfa_enrolment_required: {
      title: 'Die Administration verlangt einen zweiten Faktor',
      lead: 'Ihr Konto hat keinen. Richten Sie einen ein und melden Sie sich dann noch einmal an: Eine Authenticator-App oder ein Passkey ist in einer Minute eingerichtet.',
    },
    reauthentication_required: {
      title: 'Bestätigen Sie, dass Sie es sind',
      lead: 'Die Administration fragt einmal am Tag nach Ihrem zweiten Faktor.',
    },
    prove: 'Bestätigen',
    toSecurity: 'Zweiten Faktor einrichten',
    toAccount: 'Zu meinem Konto',
  },
  table: {
    about: (what, lead) => `${what}. ${lead}`,
    together: (parts) => parts.join('. '),
    filters: 'Suchen und filtern',
    all: 'Alle',
    columns: 'Spalten',
    chosen: 'Ausgewählt',
    choose: (what) => `${what} auswählen`,
    more: 'Mehr anzeigen',
    end: 'Das ist alles.',
    count: (count, isMore) => `${count} ${count === 1 ? 'Zeile' : 'Zeilen'}${isMore ? ' und mehr' : ''}`,
    never: 'Nie',
    yes: 'Ja',
    no: 'Nein',
  },
  reason: {
    label: 'Begründung',
    hint: 'Sie wird im Audit-Protokoll gespeichert. Betrifft sie eine Person, kann diese sie in ihrem Datenexport lesen.',
  },
  roles: { none: 'Keine', support: 'Support', admin: 'Administration' },
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
