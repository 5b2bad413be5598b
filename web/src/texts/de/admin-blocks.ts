import type { AdminTexts } from '../en/admin.ts'

export const blocks: AdminTexts['blocks'] = {
  title: 'Blockierungen',
  lead: 'Was Anmeldungen gerade abweist, weil zu viele fehlgeschlagen sind.',
  none: 'Nichts ist blockiert.',
  kinds: { password: 'Passwort', factor: 'Zweiter Faktor', code: 'Code', network: 'Netzwerk' },
  columns: { kind: 'Was versucht wurde', whom: 'Bei wem', failures: 'Fehlversuche', until: 'Bis', acts: 'Aktionen' },
  nobody: 'Ein Name, den niemand hat',
  lift: 'Aufheben',
  liftLabel: (kind, whom) => `Aufheben: ${kind}, ${whom}`,
  liftSheet: {
    title: 'Blockierung aufheben',
    lead: 'Wer abgewiesen wurde, kann es sofort wieder versuchen.',
    said: 'Die Blockierung ist aufgehoben.',
  },
}
