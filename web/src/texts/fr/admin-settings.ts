import type { AdminTexts } from '../en/admin.ts'

export const settings: AdminTexts['settings'] = {
  title: 'Réglages',
  lead: 'Tels qu’ils s’appliquent en ce moment. Ils se modifient là où le service tourne ; des secrets, vous voyez seulement s’ils sont définis.',
  set: 'Défini',
  unset: 'Non défini',
  groups: {
    service: 'Service',
    stores: 'Stockage',
    mail: 'E-mail',
    texts: 'SMS',
    tokens: 'Jetons et sessions',
    passwords: 'Mots de passe',
    limits: 'Limites',
    second_factors: 'Seconds facteurs',
    audit: 'Journal d’audit',
    social: 'Autres fournisseurs',
  },
}
