/** The keys that sign tokens. */
export const keys = {
  title: 'Keys',
  lead: 'What signs the tokens of this service, and what still counts.',
  none: 'There is no key.',
  states: { current: 'Signs', next: 'Will sign', retiring: 'Verifies until its tokens have run out' },
  columns: { kid: 'Key', alg: 'Kind', state: 'State', from: 'From' },
  rotate: {
    button: 'New key',
    title: 'Bring in a new key',
    lead: 'The present one verifies until its last token has run out. Nobody is signed out.',
    said: 'There is a new key.',
  },
}
