import type { AdminTexts } from '../en/admin.ts'

export const services: AdminTexts['services'] = {
  title: 'Dienste',
  lead: 'Sie dürfen diesen Dienst fragen, ob ein Token gilt, und es widerrufen.',
  none: 'Kein Dienst ist registriert.',
  columns: {
    name: 'Name',
    id: 'Client-ID',
    created: 'Hinzugefügt',
    old: 'Altes Geheimnis gilt bis',
    acts: 'Aktionen',
  },
  add: {
    button: 'Dienst hinzufügen',
    title: 'Dienst hinzufügen',
    lead: 'Er erhält eine Client-ID und ein Geheimnis, das Sie nur einmal sehen.',
    name: 'Name',
    submit: 'Hinzufügen',
  },
  secret: { title: 'Das Geheimnis des Dienstes', id: 'Client-ID', name: 'Geheimnis' },
  rotate: {
    button: 'Neues Geheimnis',
    title: 'Neues Geheimnis vergeben',
    lead: 'Das bisherige gilt noch einen Tag.',
  },
  remove: {
    button: 'Entfernen',
    title: 'Dienst entfernen',
    lead: 'Er wird ab sofort abgewiesen.',
    said: 'Entfernt.',
  },
  label: (act, service) => `${act}: ${service}`,
}
