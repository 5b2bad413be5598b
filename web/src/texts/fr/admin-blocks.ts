import type { AdminTexts } from '../en/admin.ts'

export const blocks: AdminTexts['blocks'] = {
  title: 'Blocages',
  lead: 'Ce qui refuse des connexions en ce moment, après trop d’échecs.',
  none: 'Rien n’est bloqué.',
  kinds: { password: 'Mot de passe', factor: 'Second facteur', code: 'Code', network: 'Réseau' },
  columns: { kind: 'Essayé', whom: 'De qui', failures: 'Échecs', until: 'Jusqu’à', acts: 'Actions' },
  nobody: 'Un nom que personne ne porte',
  lift: 'Lever',
  liftLabel: (kind, whom) => `Lever : ${kind}, ${whom}`,
  liftSheet: {
    title: 'Lever le blocage',
    lead: 'Qui était refusé peut réessayer aussitôt.',
    said: 'Le blocage est levé.',
  },
}
