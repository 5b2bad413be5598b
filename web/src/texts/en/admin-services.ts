/** Services that ask about tokens. */
export const services = {
  title: 'Services',
  lead: 'They may ask this service whether a token counts, and revoke it.',
  none: 'No service is registered.',
  columns: { name: 'Name', id: 'Client id', created: 'Added', old: 'Old secret works until', acts: 'Actions' },
  add: {
    button: 'Add a service',
    title: 'Add a service',
    lead: 'It gets a client id, and a secret that you see once.',
    name: 'Name',
    submit: 'Add',
  },
  secret: { title: 'The secret of the service', id: 'Client id', name: 'Secret' },
  rotate: { button: 'New secret', title: 'Give it a new secret', lead: 'The present one works for another day.' },
  remove: {
    button: 'Remove',
    title: 'Remove the service',
    lead: 'It is refused from now on.',
    said: 'Removed.',
  },
  label: (act: string, service: string) => `${act}: ${service}`,
}
