const forgotPassword = 'Somebody may know your password. Choose a new one now, by “forgot password” where you sign in.'

/** A sentence around two words that are a link where there is a page for it: before it, the link, after it. */
type Onward = readonly [before: string, signIn: string, after: string]

/** The pages that mailed links open. */
export const pages = {
  verify: {
    title: 'Verify your email address',
    lead: 'One more step: confirm that the address this link was sent to is yours.',
    button: 'Verify my address',
    hint: 'If you did not register, just close this page.',
  },
  verified: {
    title: 'Your address is verified',
    said: ['Thank you. You can close this page and ', 'sign in', '.'] as Onward,
  },
  confirmEmail: {
    title: 'Confirm your new address',
    lead: 'From then on your account uses the address this link was sent to.',
    button: 'Use this address',
    hint: 'If you did not ask for it, just close this page.',
  },
  emailConfirmed: {
    title: 'Your address was changed',
    said: 'Your account now uses the new address. You can close this page.',
  },
  undoEmail: {
    title: 'Keep your address',
    lead: 'If somebody else asked to move your account to another address, take it back here.',
    button: 'Take the change back',
    hint: 'If it was you, just close this page.',
  },
  emailUndone: {
    title: 'The change was taken back',
    said: 'Your account keeps this address.',
    next: forgotPassword,
  },
  keepFactors: {
    title: 'Keep your second factors',
    lead: 'If it was not your wish that they are removed, stop it here.',
    button: 'Keep my second factors',
    hint: 'If you have lost them, just close this page and wait.',
  },
  factorsKept: {
    title: 'Your second factors stay',
    said: 'Nothing is removed.',
    next: forgotPassword,
  },
  undoLink: {
    title: 'Was it not you?',
    lead: 'If somebody else linked your account to another service, take it back here. Every session ends, yours too.',
    button: 'Take the link back',
    hint: 'If it was you, just close this page.',
  },
  linkUndone: {
    title: 'The link was taken back',
    said: 'That service no longer opens your account, and every session has ended.',
    next: forgotPassword,
  },
  keepAccount: {
    title: 'Keep your account',
    lead: 'Your account is going to be erased with everything stored about you. Stop that here.',
    button: 'Keep my account',
    hint: 'If you want it erased, just close this page.',
  },
  accountKept: {
    title: 'Your account stays',
    said: 'Nothing is erased.',
    next: 'If it was not you who asked for it, somebody may know your password. Choose a new one now, by “forgot password” where you sign in.',
  },
  notMe: {
    title: 'Was it not you?',
    lead: 'If somebody else did what the mail tells of, say so here. Your account is frozen, every session ends, and what was changed since then is taken back. A mail with the way in follows at once.',
    button: 'This was not me',
    hint: 'If it was you, just close this page: nothing has happened.',
  },
  frozen: {
    title: 'Your account is frozen',
    said: (undone: string) => `Nobody can use it now, and every session has ended. Taken back: ${undone}.`,
    next: 'Look into your mailbox: the mail that was just sent tells how you get in again. If somebody else may read your mail, secure the mailbox first.',
  },
  frozenBefore: {
    title: 'This was done already',
    said: 'What happened was taken back before, by this link or together with something earlier. Nothing was changed now.',
    next: 'If you have no new password yet, choose one by the mail that was sent then, or by “forgot password” where you sign in.',
  },
  forgot: {
    title: 'Reset your password',
    lead: 'Enter the address of your account. If it has one, a link is on its way a moment later.',
    email: 'Email address',
    button: 'Send the link',
  },
  forgotDone: {
    title: 'Look into your mailbox',
    said: 'If this address has an account, a link to choose a new password was sent to it.',
  },
  reset: {
    title: 'Choose a new password',
    lead: 'The new password signs you out everywhere.',
    refusedTitle: 'Please choose another password',
    refused: 'The password was not set.',
    password: 'New password',
    again: 'New password, again',
    hint: 'The longer, the better: a few words make a good password.',
    button: 'Set the new password',
  },
  resetDone: {
    title: 'Your password is set',
    said: ['You can close this page and ', 'sign in', ' with your new password.'] as Onward,
  },
  firstAdmin: {
    title: 'Make the first administrator',
    refused: 'The account was not made.',
    email: 'Email address',
    username: 'Username',
    password: 'Password',
    button: 'Make the account',
    hint: 'Administration asks for a second factor: add one after you have signed in.',
  },
  firstAdminDone: {
    title: 'The account is made',
    said: 'You can close this page and sign in. Add a second factor next.',
  },
  broken: {
    title: 'This link does not work',
    next: 'A link works once and for a limited time, and only the newest one counts. Ask for a new one where you asked for this one, and open it from the latest mail.',
  },
}
