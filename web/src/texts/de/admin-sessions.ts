import type { AdminTexts } from '../en/admin.ts'

export const sessions: AdminTexts['sessions'] = {
  title: 'Sitzungen',
  lead: 'Wo Personen gerade angemeldet sind, das Neueste zuerst.',
  account: 'Konto',
  accountHint: 'Die ID eines Kontos',
  none: 'Niemand ist angemeldet.',
  columns: {
    person: 'Person',
    device: 'Gerät',
    from: 'Von wo',
    level: 'Zweiter Faktor',
    seen: 'Zuletzt gesehen',
    since: 'Angemeldet',
    until: 'Endet',
    acts: 'Aktionen',
  },
}
