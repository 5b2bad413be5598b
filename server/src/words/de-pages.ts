import type { Words } from './en.ts'

const forgotPassword =
  'Möglicherweise kennt jemand Ihr Passwort. Wählen Sie jetzt ein neues, über „Passwort vergessen?“ auf der Anmeldeseite.'

export const pages: Words['pages'] = {
  verify: {
    title: 'Bestätigen Sie Ihre E-Mail-Adresse',
    lead: 'Nur noch ein Schritt: Bestätigen Sie, dass die Adresse, an die dieser Link ging, Ihnen gehört.',
    button: 'Meine Adresse bestätigen',
    hint: 'Wenn Sie sich nicht registriert haben, schließen Sie diese Seite einfach.',
  },
  verified: {
    title: 'Ihre Adresse ist bestätigt',
    said: ['Vielen Dank. Sie können diese Seite schließen und ', 'sich anmelden', '.'],
  },
  confirmEmail: {
    title: 'Bestätigen Sie Ihre neue Adresse',
    lead: 'Danach verwendet Ihr Konto die Adresse, an die dieser Link ging.',
    button: 'Diese Adresse verwenden',
    hint: 'Wenn Sie das nicht verlangt haben, schließen Sie diese Seite einfach.',
  },
  emailConfirmed: {
    title: 'Ihre Adresse wurde geändert',
    said: 'Ihr Konto verwendet jetzt die neue Adresse. Sie können diese Seite schließen.',
  },
  undoEmail: {
    title: 'Behalten Sie Ihre Adresse',
    lead: 'Wenn jemand anderes Ihr Konto auf eine andere Adresse umstellen wollte, machen Sie das hier rückgängig.',
    button: 'Änderung rückgängig machen',
    hint: 'Wenn Sie es selbst waren, schließen Sie diese Seite einfach.',
  },
  emailUndone: {
    title: 'Die Änderung wurde rückgängig gemacht',
    said: 'Ihr Konto behält diese Adresse.',
    next: forgotPassword,
  },
  keepFactors: {
    title: 'Behalten Sie Ihre zweiten Faktoren',
    lead: 'Wenn sie gegen Ihren Wunsch entfernt werden sollen, halten Sie das hier auf.',
    button: 'Meine zweiten Faktoren behalten',
    hint: 'Wenn Sie sie verloren haben, schließen Sie diese Seite einfach und warten Sie ab.',
  },
  factorsKept: {
    title: 'Ihre zweiten Faktoren bleiben',
    said: 'Es wird nichts entfernt.',
    next: forgotPassword,
  },
  undoLink: {
    title: 'Waren Sie das nicht?',
    lead: 'Wenn jemand anderes Ihr Konto mit einem anderen Dienst verknüpft hat, heben Sie das hier auf. Alle Sitzungen werden beendet, auch Ihre.',
    button: 'Verknüpfung aufheben',
    hint: 'Wenn Sie es selbst waren, schließen Sie diese Seite einfach.',
  },
  linkUndone: {
    title: 'Die Verknüpfung wurde aufgehoben',
    said: 'Dieser Dienst öffnet Ihr Konto nicht mehr, und alle Sitzungen sind beendet.',
    next: forgotPassword,
  },
  keepAccount: {
    title: 'Behalten Sie Ihr Konto',
    lead: 'Ihr Konto soll mit allem, was über Sie gespeichert ist, gelöscht werden. Halten Sie das hier auf.',
    button: 'Mein Konto behalten',
    hint: 'Wenn es gelöscht werden soll, schließen Sie diese Seite einfach.',
  },
  accountKept: {
    title: 'Ihr Konto bleibt bestehen',
    said: 'Es wird nichts gelöscht.',
    next: `Wenn nicht Sie das verlangt haben: ${forgotPassword}`,
  },
  notMe: {
    title: 'Waren Sie das nicht?',
    lead: 'Wenn jemand anderes getan hat, wovon die E-Mail berichtet, sagen Sie es hier. Ihr Konto wird eingefroren, alle Sitzungen werden beendet, und was seither geändert wurde, wird rückgängig gemacht. Eine E-Mail mit dem Weg zurück in Ihr Konto folgt sofort.',
    button: 'Das war ich nicht',
    hint: 'Wenn Sie es selbst waren, schließen Sie diese Seite einfach: Es ist nichts geschehen.',
  },
  frozen: {
    title: 'Ihr Konto ist eingefroren',
    said: (undone) => `Niemand kann es jetzt benutzen, und alle Sitzungen sind beendet. Rückgängig gemacht: ${undone}.`,
    next: 'Sehen Sie in Ihr Postfach: Die eben gesendete E-Mail erklärt, wie Sie wieder hineinkommen. Wenn jemand anderes Ihre E-Mails lesen kann, sichern Sie zuerst das Postfach.',
  },
  frozenBefore: {
    title: 'Das ist bereits geschehen',
    said: 'Das Geschehene wurde schon früher rückgängig gemacht, über diesen Link oder zusammen mit etwas Früherem. Jetzt wurde nichts geändert.',
    next: 'Wenn Sie noch kein neues Passwort haben, wählen Sie eines über die damals gesendete E-Mail oder über „Passwort vergessen?“ auf der Anmeldeseite.',
  },
  forgot: {
    title: 'Passwort zurücksetzen',
    lead: 'Geben Sie die Adresse Ihres Kontos ein. Wenn es eines gibt, ist gleich ein Link unterwegs.',
    email: 'E-Mail-Adresse',
    button: 'Link senden',
  },
  forgotDone: {
    title: 'Sehen Sie in Ihr Postfach',
    said: 'Wenn es zu dieser Adresse ein Konto gibt, wurde ein Link zum Wählen eines neuen Passworts an sie gesendet.',
  },
  reset: {
    title: 'Wählen Sie ein neues Passwort',
    lead: 'Mit dem neuen Passwort werden Sie überall abgemeldet.',
    refusedTitle: 'Bitte wählen Sie ein anderes Passwort',
    refused: 'Das Passwort wurde nicht gespeichert.',
    password: 'Neues Passwort',
    again: 'Neues Passwort wiederholen',
    hint: 'Je länger, desto besser: Einige Wörter ergeben ein gutes Passwort.',
    button: 'Neues Passwort speichern',
  },
  resetDone: {
    title: 'Ihr Passwort ist gespeichert',
    said: ['Sie können diese Seite schließen und ', 'sich anmelden', ', mit Ihrem neuen Passwort.'],
  },
  firstAdmin: {
    title: 'Das erste Administratorkonto anlegen',
    refused: 'Das Konto wurde nicht angelegt.',
    email: 'E-Mail-Adresse',
    username: 'Benutzername',
    password: 'Passwort',
    button: 'Konto anlegen',
    hint: 'Die Administration verlangt einen zweiten Faktor: Fügen Sie nach der Anmeldung einen hinzu.',
  },
  firstAdminDone: {
    title: 'Das Konto ist angelegt',
    said: 'Sie können diese Seite schließen und sich anmelden. Fügen Sie dann einen zweiten Faktor hinzu.',
  },
  broken: {
    title: 'Dieser Link funktioniert nicht',
    next: 'Ein Link funktioniert einmal und für begrenzte Zeit, und nur der neueste gilt. Fordern Sie dort, wo Sie diesen angefordert haben, einen neuen an, und öffnen Sie ihn aus der neuesten E-Mail.',
  },
}
