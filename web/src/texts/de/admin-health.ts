import type { AdminTexts } from '../en/admin.ts'

export const health: AdminTexts['health'] = {
  title: 'Zustand',
  lead: 'Was dieser Knoten findet, wenn er ausprobiert, was er braucht. Die Befunde sind auf Englisch.',
  well: 'Alles ist in Ordnung.',
  open: 'Es ist etwas zu tun.',
  again: 'Erneut prüfen',
  todo: 'Zu tun',
  states: {
    ok: 'In Ordnung',
    warning: 'Ansehen',
    failed: 'Fehlgeschlagen',
    skipped: 'Nicht geprüft',
  },
  names: {
    settings: 'Einstellungen',
    secrets: 'Geheimnisse',
    public_address: 'Öffentliche Adresse und Proxys',
    hosts: 'Hostnamen',
    cookies: 'Cookies',
    relying_party: 'Domain der Passkeys',
    clock: 'Uhr',
    database: 'Datenbank',
    migrations: 'Migrationen',
    connections: 'Datenbankverbindungen',
    disk: 'Festplatte',
    backup: 'Sicherung',
    redis: 'Redis',
    mail: 'E-Mail',
    texts: 'SMS',
    signing_key: 'Signaturschlüssel',
  },
}
