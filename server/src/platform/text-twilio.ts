import { loadLate } from './load-late.ts'
import { fetchOutside } from './outbound.ts'
import type { Texter, TwilioSettings } from './text.ts'

/**
 * Twilio's error codes after which no second try helps: not a number, not a mobile one, not reachable, opted out
 * (https://www.twilio.com/docs/api/errors).
 */
const permanentCodes = new Set([21211, 21214, 21217, 21408, 21610, 21612, 21614])

/** Sends through Twilio's Messages API. The library is loaded with the first message. */
export function twilioTexter(settings: TwilioSettings): Texter {
  let client: ReturnType<typeof openClient> | undefined
  return {
    async send({ to, body }) {
      client ??= openClient(settings)
      try {
        await client.messages.create({ to, from: settings.from, body })
      } catch (error) {
        throw asFailure(error)
      }
    },
  }
}

/** Where Twilio's library finds it too. */
const usualOrigin = 'https://api.twilio.com'

/**
 * Reads the account, which shows that Twilio knows it and its token. Without the library, which takes long to load.
 * @returns `active`, `suspended` or `closed`
 * @throws Error with Twilio's code
 */
export async function readTwilioAccount(settings: TwilioSettings): Promise<string> {
  const { accountSid, authToken, baseUrl, timeoutMs } = settings
  const basic = Buffer.from(`${accountSid}:${authToken.reveal()}`).toString('base64')
  const address = `${baseUrl ?? usualOrigin}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}.json`
  const headers = { authorization: `Basic ${basic}` }
  const answer = await fetchOutside(address, { headers, timeoutMs, allowPrivate: baseUrl !== undefined })
  const told = readObject(answer.body)
  if (answer.status !== 200) throw asFailure({ status: answer.status, code: told.code })
  return typeof told.status === 'string' ? told.status : 'unknown'
}

function readObject(body: Buffer): Record<string, unknown> {
  try {
    const told: unknown = JSON.parse(body.toString())
    return typeof told === 'object' && told !== null ? { ...told } : {}
  } catch {
    return {}
  }
}

function openClient({ accountSid, authToken, baseUrl, timeoutMs }: TwilioSettings) {
  const { Twilio, RequestClient } = loadLate('twilio') as typeof import('twilio')
  const httpClient = new RequestClient({ timeout: timeoutMs, autoRetry: false })
  const client = new Twilio(accountSid, authToken.reveal(), { httpClient })
  if (baseUrl !== undefined) client.api.baseUrl = baseUrl
  return client
}

/**
 * Says the code and not the sentence, which repeats the number; and without the cause, which holds the whole message: a log
 * must have neither.
 */
function asFailure(error: unknown): Error {
  const { code, status } = (error ?? {}) as { code?: unknown; status?: unknown }
  const answered = typeof status === 'number' ? ` (${status})` : ''
  // A word such as ECONNREFUSED comes from the connection, and was not sent by anybody.
  const broken = typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? ` (${code})` : ''
  const told = typeof code === 'number' ? `error ${code}${answered}` : `no answer${answered || broken}`
  const permanent = typeof code === 'number' && permanentCodes.has(code)
  return Object.assign(new Error(`Twilio: ${told}`), { permanent })
}
