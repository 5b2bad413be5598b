/** The settings as they count. */
export const settings = {
  title: 'Settings',
  lead: 'As they count now. They are changed where the service runs; of secrets you only see whether they are set.',
  set: 'Set',
  unset: 'Not set',
  groups: {
    service: 'Service',
    stores: 'Stores',
    mail: 'Mail',
    texts: 'Text messages',
    tokens: 'Tokens and sessions',
    passwords: 'Passwords',
    limits: 'Limits',
    second_factors: 'Second factors',
    audit: 'Audit log',
    social: 'Other providers',
  },
}
