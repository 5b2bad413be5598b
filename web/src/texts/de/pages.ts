import type { Texts } from '../en/pages.ts'
import { account } from './account.ts'
import { faults } from './faults.ts'
import { proof } from './proof.ts'

export const texts: Texts = {
  brand: 'Ein Konto, und nur Sie haben die Schlüssel dazu.',
  language: 'Sprache',
  loading: 'Wird geladen …',
  close: 'Schließen',
  cancel: 'Abbrechen',
  back: 'Zurück',
  tryAgain: 'Noch einmal versuchen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  fields: {
    email: 'E-Mail-Adresse',
    emailOrUsername: 'E-Mail-Adresse oder Benutzername',
    username: 'Benutzername',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    currentPassword: 'Aktuelles Passwort',
    code: 'Sechsstelliger Code',
    showPassword: 'Passwort anzeigen',
  },
  signIn: {
    title: 'Willkommen zurück',
    lead: 'Melden Sie sich bei Ihrem Konto an.',
    submit: 'Anmelden',
    passkey: 'Mit Passkey anmelden',
    or: 'oder',
    with: (name) => `Weiter mit ${name}`,
    forgotten: 'Passwort vergessen?',
    noAccount: 'Neu hier?',
    toSignUp: 'Konto erstellen',
    ended: 'Sie sind abgemeldet.',
    verified: 'Ihre Adresse ist bestätigt. Melden Sie sich an, um fortzufahren.',
    reset: 'Ihr neues Passwort ist gespeichert. Melden Sie sich damit an.',
    unfinished: 'Ihre Anmeldung wurde nicht abgeschlossen. Melden Sie sich noch einmal an, um fortzufahren.',
    late: 'Es hat zu lange gedauert. Melden Sie sich noch einmal an, um Ihren zweiten Faktor einzurichten.',
    notVerified: 'Code aus unserer E-Mail eingeben',
    passkeyFailed:
      'Der Passkey wurde nicht verwendet. Versuchen Sie es noch einmal oder melden Sie sich mit Ihrem Passwort an.',
  },
  signUp: {
    title: 'Erstellen Sie Ihr Konto',
    lead: 'Sie brauchen dafür eine Minute und ein Postfach.',
    submit: 'Konto erstellen',
    haveAccount: 'Sie haben ein Konto?',
    toSignIn: 'Anmelden',
    usernameHint: 'So sehen andere Sie. Sie können ihn später ändern.',
  },
  verify: {
    title: 'Sehen Sie in Ihr Postfach',
    lead: (email) =>
      `Wir haben einen Link und einen Code an ${email} gesendet. Öffnen Sie den Link oder geben Sie hier den Code ein.`,
    leadWithout: 'Geben Sie Ihre Adresse und den Code aus unserer E-Mail ein.',
    submit: 'Bestätigen',
    resend: 'Noch einmal senden',
    resent: 'Wenn die Adresse noch darauf wartet, ist eine weitere E-Mail unterwegs.',
    toSignIn: 'Ich habe den Link geöffnet: anmelden',
  },
  recover: {
    title: 'Passwort zurücksetzen',
    lead: 'Nennen Sie uns Ihre Adresse, und wir senden Ihnen einen Link und einen Code.',
    submit: 'E-Mail senden',
    codeTitle: 'Neues Passwort wählen',
    codeLead: (email) =>
      `Wenn es zu ${email} ein Konto gibt, ist eine E-Mail unterwegs. Öffnen Sie ihren Link oder geben Sie hier ihren Code und ein neues Passwort ein.`,
    setPassword: 'Passwort speichern',
    toSignIn: 'Zurück zur Anmeldung',
  },
  social: {
    title: 'Einen Moment …',
    failed: 'Die Anmeldung wurde nicht abgeschlossen',
    failedLead: 'Es wurde nichts geändert. Sie können es noch einmal versuchen oder sich anders anmelden.',
  },
  meter: {
    label: 'Stärke des Passworts',
    levels: ['', 'Schwach', 'Mäßig', 'Gut', 'Stark'],
    start: (least) => `Mindestens ${least} Zeichen. Am besten sind drei oder vier Wörter, die nicht zusammengehören.`,
    short: (missing) => `Es ${missing === 1 ? 'fehlt' : 'fehlen'} noch mindestens ${missing} Zeichen.`,
    digits: 'Nur Ziffern sind schnell erraten: Fügen Sie Wörter hinzu.',
    like: { email: 'Ähnelt Ihrer E-Mail-Adresse zu sehr.', username: 'Ähnelt Ihrem Benutzernamen zu sehr.' },
    repeated: 'Immer dieselben wenigen Zeichen sind schnell erraten.',
    fair: 'Das genügt. Jedes weitere Wort macht es tausendmal schwerer zu erraten.',
    good: 'Schwer zu erraten.',
  },
  problems: {
    offline: 'Der Dienst ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
    internal_error: 'Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.',
    unavailable: 'Der Dienst ist ausgelastet. Bitte versuchen Sie es gleich noch einmal.',
    bad_credentials: 'Dieser Name und dieses Passwort gehören nicht zusammen.',
    email_not_verified: 'Ihre Adresse ist noch nicht bestätigt.',
    account_locked: (minutes) =>
      `Zu viele falsche Passwörter. Versuchen Sie es in ${minutes} ${minutes === 1 ? 'Minute' : 'Minuten'} noch einmal oder setzen Sie Ihr Passwort zurück.`,
    rate_limited: (minutes) =>
      `Zu viele Versuche. Bitte warten Sie ${minutes} ${minutes === 1 ? 'Minute' : 'Minuten'} und versuchen Sie es noch einmal.`,
    invalid_token:
      'Dieser Code funktioniert nicht. Vielleicht ist er abgelaufen, oder eine neuere E-Mail enthält einen anderen.',
    mfa_enrolment_required:
      'Ihr Konto braucht einen zweiten Faktor, bevor Sie weitermachen können. Melden Sie sich ab und wieder an, um einen einzurichten.',
    registration_closed: 'Hier kann man sich nicht selbst ein Konto anlegen. Fragen Sie die Betreiber dieses Dienstes.',
    key_refused:
      'Der Browser hat keinen Schlüssel hinzugefügt. Versuchen Sie es noch einmal oder nehmen Sie einen anderen.',
    last_factor:
      'Ihr Konto braucht einen zweiten Faktor. Fügen Sie einen anderen hinzu, bevor Sie den letzten entfernen.',
    last_sign_in_method: 'Nichts anderes öffnet dieses Konto. Legen Sie zuerst ein Passwort fest.',
    link_conflict: 'Dieses Konto ist bereits mit jemand anderem verknüpft.',
    provider_unavailable: 'Der andere Dienst ist nicht erreichbar. Versuchen Sie es in Kürze noch einmal.',
    provider_refused: 'Der andere Dienst hat Sie nicht hereingelassen.',
    token_not_valid: 'Es hat zu lange gedauert. Bitte beginnen Sie noch einmal.',
    not_found: 'Das gibt es nicht mehr.',
  },
  account,
  proof,
  faults,
}
