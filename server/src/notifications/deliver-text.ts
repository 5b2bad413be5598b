import type { Deliverer } from '../outbox/deliver.ts'
import { nearestLanguage } from '../words/languages.ts'
import { wordsOf } from '../words/words.ts'
import { durationInWords } from './mails/time-words.ts'

/**
 * Sends one text message: short, so that it stays one, and with the warning that codes are asked for by nobody.
 * @throws Error, permanent, once its code has ended: a message that opens nothing any more costs money and puzzles people
 */
export const deliverText: Deliverer<'text'> = async (app, { id, payload, createdAt, lastError }) => {
  const { to, code, minutes, locale = '' } = payload
  if (app.now().getTime() >= createdAt.getTime() + minutes * 60_000) {
    const before = lastError === null ? '' : ` (${lastError})`
    throw Object.assign(new Error(`The code ended before it could be sent.${before}`), { permanent: true })
  }
  const language = nearestLanguage(locale) ?? app.config.defaultLocale
  const body = wordsOf(language).textCode(code, durationInWords(minutes, language))
  await app.texter.send({ id, to, body })
}
