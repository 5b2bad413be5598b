import type { Deliverer } from '../outbox/deliver.ts'
import { nearestLanguage } from '../words/languages.ts'
import { renderMail } from './mails/render-mail.ts'

/**
 * Renders and sends one mail. The outbox row's id becomes the Message-ID: should the process die between the server's
 * "accepted" and our note of it, the second copy carries the same id and mailboxes show one.
 */
export const deliverMail: Deliverer<'mail'> = async (app, { id, payload }) => {
  const { notMe } = payload
  const common = { greetingName: payload.to.name, from: payload.from, at: payload.at, brand: 'Kalosphere' }
  const way = notMe ? { notMeLink: notMe.link, notMeFor: notMe.validFor } : {}
  // Who has chosen a language that nobody has written reads the one of the service.
  const language = nearestLanguage(payload.to.locale) ?? app.config.defaultLocale
  const mail = renderMail(payload.kind, language, { ...payload.facts, ...common, ...way } as never)
  await app.mailer.send({ id, to: payload.to.address, ...mail })
}
