import type { Words } from './en.ts'

const forgotPassword =
  'Quelqu’un connaît peut-être votre mot de passe. Choisissez-en un nouveau maintenant, par « Mot de passe oublié ? » sur la page de connexion.'

export const pages: Words['pages'] = {
  verify: {
    title: 'Vérifiez votre adresse e-mail',
    lead: 'Une dernière étape : confirmez que l’adresse à laquelle ce lien a été envoyé est bien la vôtre.',
    button: 'Vérifier mon adresse',
    hint: 'Si vous ne vous êtes pas inscrit, fermez simplement cette page.',
  },
  verified: {
    title: 'Votre adresse est vérifiée',
    said: ['Merci. Vous pouvez fermer cette page et ', 'vous connecter', '.'],
  },
  confirmEmail: {
    title: 'Confirmez votre nouvelle adresse',
    lead: 'Votre compte utilisera alors l’adresse à laquelle ce lien a été envoyé.',
    button: 'Utiliser cette adresse',
    hint: 'Si vous ne l’avez pas demandé, fermez simplement cette page.',
  },
  emailConfirmed: {
    title: 'Votre adresse a été modifiée',
    said: 'Votre compte utilise désormais la nouvelle adresse. Vous pouvez fermer cette page.',
  },
  undoEmail: {
    title: 'Gardez votre adresse',
    lead: 'Si quelqu’un d’autre a demandé à rattacher votre compte à une autre adresse, annulez-le ici.',
    button: 'Annuler le changement',
    hint: 'Si c’était vous, fermez simplement cette page.',
  },
  emailUndone: {
    title: 'Le changement a été annulé',
    said: 'Votre compte garde cette adresse.',
    next: forgotPassword,
  },
  keepFactors: {
    title: 'Gardez vos seconds facteurs',
    lead: 'Si vous n’avez pas souhaité leur suppression, arrêtez-la ici.',
    button: 'Garder mes seconds facteurs',
    hint: 'Si vous les avez perdus, fermez simplement cette page et patientez.',
  },
  factorsKept: {
    title: 'Vos seconds facteurs sont conservés',
    said: 'Rien n’est supprimé.',
    next: forgotPassword,
  },
  undoLink: {
    title: 'Ce n’était pas vous ?',
    lead: 'Si quelqu’un d’autre a associé votre compte à un autre service, annulez-le ici. Toutes les sessions seront fermées, les vôtres aussi.',
    button: 'Annuler l’association',
    hint: 'Si c’était vous, fermez simplement cette page.',
  },
  linkUndone: {
    title: 'L’association a été annulée',
    said: 'Ce service n’ouvre plus votre compte et toutes les sessions sont fermées.',
    next: forgotPassword,
  },
  keepAccount: {
    title: 'Gardez votre compte',
    lead: 'Votre compte va être supprimé avec tout ce que nous conservons à votre sujet. Vous pouvez l’empêcher ici.',
    button: 'Garder mon compte',
    hint: 'Si vous souhaitez sa suppression, fermez simplement cette page.',
  },
  accountKept: {
    title: 'Votre compte est conservé',
    said: 'Rien n’est supprimé.',
    next: `Si vous n’êtes pas à l’origine de la demande : ${forgotPassword}`,
  },
  notMe: {
    title: 'Ce n’était pas vous ?',
    lead: 'Si quelqu’un d’autre a fait ce dont parle l’e-mail, dites-le ici. Votre compte est gelé, toutes les sessions sont fermées et ce qui a changé depuis est annulé. Un e-mail pour retrouver l’accès suit aussitôt.',
    button: 'Ce n’était pas moi',
    hint: 'Si c’était vous, fermez simplement cette page : il ne s’est rien passé.',
  },
  frozen: {
    title: 'Votre compte est gelé',
    said: (undone) =>
      `Personne ne peut plus l’utiliser et toutes les sessions sont fermées. Ce qui a été annulé : ${undone}.`,
    next: 'Consultez votre messagerie : l’e-mail qui vient d’être envoyé explique comment retrouver l’accès. Si quelqu’un d’autre peut lire vos e-mails, sécurisez d’abord votre messagerie.',
  },
  frozenBefore: {
    title: 'C’est déjà fait',
    said: 'Ce qui s’est passé a déjà été annulé, par ce lien ou avec un événement antérieur. Rien n’a changé maintenant.',
    next: 'Si vous n’avez pas encore de nouveau mot de passe, choisissez-en un à l’aide de l’e-mail envoyé à ce moment-là, ou par « Mot de passe oublié ? » sur la page de connexion.',
  },
  forgot: {
    title: 'Réinitialisez votre mot de passe',
    lead: 'Indiquez l’adresse de votre compte. S’il existe, un lien vous parviendra dans un instant.',
    email: 'Adresse e-mail',
    button: 'Envoyer le lien',
  },
  forgotDone: {
    title: 'Consultez votre messagerie',
    said: 'Si un compte existe pour cette adresse, un lien permettant de choisir un nouveau mot de passe lui a été envoyé.',
  },
  reset: {
    title: 'Choisissez un nouveau mot de passe',
    lead: 'Le nouveau mot de passe vous déconnecte partout.',
    refusedTitle: 'Veuillez choisir un autre mot de passe',
    refused: 'Le mot de passe n’a pas été enregistré.',
    password: 'Nouveau mot de passe',
    again: 'Nouveau mot de passe, encore une fois',
    hint: 'Plus il est long, mieux c’est : quelques mots font un bon mot de passe.',
    button: 'Enregistrer le nouveau mot de passe',
  },
  resetDone: {
    title: 'Votre mot de passe est enregistré',
    said: ['Vous pouvez fermer cette page et ', 'vous connecter', ' avec votre nouveau mot de passe.'],
  },
  firstAdmin: {
    title: 'Créez le premier compte administrateur',
    refused: 'Le compte n’a pas été créé.',
    email: 'Adresse e-mail',
    username: 'Nom d’utilisateur',
    password: 'Mot de passe',
    button: 'Créer le compte',
    hint: 'L’administration exige un second facteur : ajoutez-en un après vous être connecté.',
  },
  firstAdminDone: {
    title: 'Le compte est créé',
    said: 'Vous pouvez fermer cette page et vous connecter. Ajoutez ensuite un second facteur.',
  },
  broken: {
    title: 'Ce lien ne fonctionne pas',
    next: 'Un lien ne fonctionne qu’une fois et pour une durée limitée, et seul le plus récent compte. Demandez-en un nouveau là où vous aviez demandé celui-ci et ouvrez-le depuis le dernier e-mail.',
  },
}
