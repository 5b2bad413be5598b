import type { AdminTexts } from '../en/admin.ts'

export const health: AdminTexts['health'] = {
  title: 'État',
  lead: 'Ce que ce nœud constate en essayant ce dont il a besoin. Les constats sont en anglais.',
  well: 'Tout va bien.',
  open: 'Il y a quelque chose à faire.',
  again: 'Vérifier à nouveau',
  todo: 'À faire',
  states: {
    ok: 'En ordre',
    warning: 'À examiner',
    failed: 'Échec',
    skipped: 'Non vérifié',
  },
  names: {
    settings: 'Paramètres',
    secrets: 'Secrets',
    public_address: 'Adresse publique et proxys',
    hosts: 'Noms d’hôte',
    cookies: 'Cookies',
    relying_party: 'Domaine des clés d’accès',
    clock: 'Horloge',
    database: 'Base de données',
    migrations: 'Migrations',
    connections: 'Connexions à la base de données',
    disk: 'Disque',
    backup: 'Sauvegarde',
    redis: 'Redis',
    mail: 'E-mail',
    texts: 'SMS',
    signing_key: 'Clé de signature',
  },
}
