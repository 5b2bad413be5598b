import type { AdminTexts } from '../en/admin.ts'

export const keys: AdminTexts['keys'] = {
  title: 'Schlüssel',
  lead: 'Was die Token dieses Dienstes signiert und was noch gilt.',
  none: 'Es gibt keinen Schlüssel.',
  states: { current: 'Signiert', next: 'Wird signieren', retiring: 'Prüft, bis seine Token abgelaufen sind' },
  columns: { kid: 'Schlüssel', alg: 'Art', state: 'Status', from: 'Ab' },
  rotate: {
    button: 'Neuer Schlüssel',
    title: 'Neuen Schlüssel einführen',
    lead: 'Der bisherige prüft, bis sein letztes Token abgelaufen ist. Niemand wird abgemeldet.',
    said: 'Es gibt einen neuen Schlüssel.',
  },
}
