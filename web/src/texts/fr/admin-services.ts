import type { AdminTexts } from '../en/admin.ts'

export const services: AdminTexts['services'] = {
  title: 'Services',
  lead: 'Ils peuvent demander à ce service si un jeton est valable, et le révoquer.',
  none: 'Aucun service n’est enregistré.',
  columns: {
    name: 'Nom',
    id: 'Identifiant client',
    created: 'Ajout',
    old: 'Ancien secret valable jusqu’à',
    acts: 'Actions',
  },
  add: {
    button: 'Ajouter un service',
    title: 'Ajouter un service',
    lead: 'Il reçoit un identifiant client et un secret que vous ne verrez qu’une fois.',
    name: 'Nom',
    submit: 'Ajouter',
  },
  secret: { title: 'Le secret du service', id: 'Identifiant client', name: 'Secret' },
  rotate: {
    button: 'Nouveau secret',
    title: 'Lui donner un nouveau secret',
    lead: 'Le secret actuel reste valable un jour de plus.',
  },
  remove: {
    button: 'Supprimer',
    title: 'Supprimer le service',
    lead: 'Il est refusé dès maintenant.',
    said: 'Le service est supprimé.',
  },
  label: (act, service) => `${act} : ${service}`,
}
