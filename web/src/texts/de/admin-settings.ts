import type { AdminTexts } from '../en/admin.ts'

export const settings: AdminTexts['settings'] = {
  title: 'Einstellungen',
  lead: 'Wie sie jetzt gelten. Geändert werden sie dort, wo der Dienst läuft; bei Geheimnissen sehen Sie nur, ob sie gesetzt sind.',
  set: 'Gesetzt',
  unset: 'Nicht gesetzt',
  groups: {
    service: 'Dienst',
    stores: 'Speicher',
    mail: 'E-Mail',
    texts: 'SMS',
    tokens: 'Token und Sitzungen',
    passwords: 'Passwörter',
    limits: 'Grenzwerte',
    second_factors: 'Zweite Faktoren',
    audit: 'Audit-Protokoll',
    social: 'Andere Anbieter',
  },
}
