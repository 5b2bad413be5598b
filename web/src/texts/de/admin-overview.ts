import type { AdminTexts } from '../en/admin.ts'

export const overview: AdminTexts['overview'] = {
  title: 'Übersicht',
  lead: 'Was zuletzt geschehen ist. Tage und Stunden in UTC.',
  by: 'Aufgeteilt nach',
  steps: { day: 'Tag, die letzten 30', hour: 'Stunde, die letzten 24' },
  sessions: 'Aktive Sitzungen',
  sessionsNow: (count) => `jetzt ${count}`,
  orMore: (count) => `${count} oder mehr`,
  measures: {
    sign_ups: 'Neue Konten',
    sign_ins: 'Anmeldungen',
    sign_ins_with_second_factor: 'Anmeldungen mit zweitem Faktor',
    second_factors_asked: 'Abgefragte zweite Faktoren',
    failures: 'Fehlgeschlagene Anmeldungen',
    locks: 'Sperren',
  },
  total: (count) => `${count} insgesamt`,
  per: { day: 'pro Tag', hour: 'pro Stunde' },
  most: { day: 'Spitze', hour: 'Stand' },
  unmeasured: 'nicht gezählt',
  at: (when, count) => `${when}: ${count}`,
  keys: 'Die Pfeiltasten führen von Balken zu Balken.',
  asTable: 'Dasselbe als Tabelle',
  when: { day: 'Tag', hour: 'Stunde' },
}
