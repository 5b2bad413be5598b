/** The sessions of everybody. */
export const sessions = {
  title: 'Sessions',
  lead: 'Where people are signed in now, the newest first.',
  account: 'Account',
  accountHint: 'The id of an account',
  none: 'Nobody is signed in.',
  columns: {
    person: 'Person',
    device: 'Device',
    from: 'From where',
    level: 'Second factor',
    seen: 'Last seen',
    since: 'Signed in',
    until: 'Ends',
    acts: 'Actions',
  },
}
