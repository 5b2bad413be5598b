import type { AdminTexts } from '../en/admin.ts'

export const overview: AdminTexts['overview'] = {
  title: 'Vue d’ensemble',
  lead: 'Ce qui s’est passé récemment. Les jours et les heures sont en UTC.',
  by: 'Par',
  steps: { day: 'Jour, les 30 derniers', hour: 'Heure, les 24 dernières' },
  sessions: 'Sessions ouvertes',
  sessionsNow: (count) => `${count} maintenant`,
  orMore: (count) => `${count} ou plus`,
  measures: {
    sign_ups: 'Inscriptions',
    sign_ins: 'Connexions',
    sign_ins_with_second_factor: 'Connexions avec second facteur',
    second_factors_asked: 'Seconds facteurs demandés',
    failures: 'Échecs de connexion',
    locks: 'Blocages',
  },
  total: (count) => `${count} au total`,
  per: { day: 'par jour', hour: 'par heure' },
  most: { day: 'pic', hour: 'relevé' },
  unmeasured: 'non compté',
  at: (when, count) => `${when} : ${count}`,
  keys: 'Les touches fléchées passent d’une barre à l’autre.',
  asTable: 'La même chose en tableau',
  when: { day: 'Jour', hour: 'Heure' },
}
