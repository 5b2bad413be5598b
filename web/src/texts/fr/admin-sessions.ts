import type { AdminTexts } from '../en/admin.ts'

export const sessions: AdminTexts['sessions'] = {
  title: 'Sessions',
  lead: 'Où des personnes sont connectées en ce moment, de la plus récente à la plus ancienne connexion.',
  account: 'Compte',
  accountHint: 'L’identifiant d’un compte',
  none: 'Personne n’est connecté.',
  columns: {
    person: 'Personne',
    device: 'Appareil',
    from: 'Provenance',
    level: 'Second facteur',
    seen: 'Dernière activité',
    since: 'Connexion',
    until: 'Fin',
    acts: 'Actions',
  },
}
