/** What refuses sign-ins. */
export const blocks = {
  title: 'Blocks',
  lead: 'What refuses sign-ins at this moment, because too many failed.',
  none: 'Nothing is blocked.',
  kinds: { password: 'Password', factor: 'Second factor', code: 'Code', network: 'Network' },
  columns: { kind: 'What was tried', whom: 'Of whom', failures: 'Failures', until: 'Until', acts: 'Actions' },
  nobody: 'A name that nobody has',
  lift: 'Lift',
  liftLabel: (kind: string, whom: string) => `Lift: ${kind}, ${whom}`,
  liftSheet: {
    title: 'Lift the block',
    lead: 'Whoever was refused can try again at once.',
    said: 'The block is lifted.',
  },
}
