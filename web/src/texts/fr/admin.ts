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
    account: 'Mon compte',
    overview: 'Vue d’ensemble',
    people: 'Personnes',
    sessions: 'Sessions',
    audit: 'Journal d’audit',
    outbox: 'File d’envoi',
    webhooks: 'Webhooks',
    blocks: 'Blocages',
    keys: 'Clés',
    services: 'Services',
    settings: 'Réglages',
  },
  old: 'Ce que vous voyez est l’état précédent.',
  problems: {
    permission_denied: 'Votre rôle ne le permet pas, ou pas pour ce compte.',
    reauthentication_required: 'Il faut d’abord prouver à nouveau que c’est vous.',
    key_from_settings: 'La clé figure dans les réglages et se modifie là.',
  },
  secret: {
    lead: 'Vous ne le voyez que cette fois. Gardez-le là où vous gardez vos secrets.',
    kept: 'Je l’ai mis de côté',
    copyLabel: (what) => `Copier : ${what}`,
  },
  barriers: {
    permission_denied: {
      title: 'Votre rôle n’y donne pas accès',
      lead: 'Cette partie est réservée à d’autres. Si vous en avez besoin, demandez le rôle à l’administration.',
    },
    mfa_enrolment_required: {
      title: 'L’administration exige un second facteur',
      lead: 'Votre compte n’en a pas. Configurez-en un, puis reconnectez-vous : une application d’authentification ou un passkey prend une minute.',
    },
    reauthentication_required: {
      title: 'Confirmez que c’est vous',
      lead: 'L’administration demande votre second facteur une fois par jour.',
    },
    prove: 'Confirmer',
    toSecurity: 'Configurer un second facteur',
    toAccount: 'Vers mon compte',
  },
  table: {
    about: (what, lead) => `${what}. ${lead}`,
    together: (parts) => parts.join('. '),
    filters: 'Recherche et filtres',
    all: 'Tout',
    columns: 'Colonnes',
    chosen: 'Sélection',
    choose: (what) => `Sélectionner ${what}`,
    more: 'Afficher plus',
    end: 'C’est tout.',
    count: (count, isMore) => `${count} ${count < 2 ? 'ligne' : 'lignes'}${isMore ? ', et d’autres' : ''}`,
    never: 'Jamais',
    yes: 'Oui',
    no: 'Non',
  },
  reason: {
    label: 'Motif',
    hint: 'Il est conservé dans le journal d’audit. S’il concerne une personne, elle peut le lire dans l’export de ses données.',
  },
  roles: { none: 'Aucun', support: 'Assistance', admin: 'Administrateur' },
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
