import type { AdminTexts } from '../en/admin.ts'

export const keys: AdminTexts['keys'] = {
  title: 'Clés',
  lead: 'Ce qui signe les jetons de ce service, et ce qui est encore valable.',
  none: 'Il n’y a aucune clé.',
  states: { current: 'Signe', next: 'Va signer', retiring: 'Vérifie jusqu’à l’expiration de ses jetons' },
  columns: { kid: 'Clé', alg: 'Type', state: 'État', from: 'Depuis' },
  rotate: {
    button: 'Nouvelle clé',
    title: 'Introduire une nouvelle clé',
    lead: 'La clé actuelle vérifie jusqu’à l’expiration de son dernier jeton. Personne n’est déconnecté.',
    said: 'La nouvelle clé est là.',
  },
}
