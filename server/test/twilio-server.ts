import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** The account that the stand-in knows. */
export const account = { sid: `AC${'0'.repeat(32)}`, token: 'a-token-of-tests', from: '+15005550006' }

/** The settings that send texts there. */
export function textsBy(origin: string): Record<string, string> {
  return {
    SMS_BACKEND: 'twilio',
    TWILIO_ACCOUNT_SID: account.sid,
    TWILIO_AUTH_TOKEN: account.token,
    TWILIO_PHONE_NUMBER: account.from,
    TWILIO_API_BASE_URL: origin,
  }
}

type Sent = Record<string, string>
/** Twilio's errors that this stand-in gives, with their status. */
const errors = {
  20003: [401, 'Authenticate'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too Many Requests'],
  21211: [400, "The 'To' number %s is not a valid phone number."],
  21602: [400, 'Message body is required.'],
  21604: [400, "A 'To' phone number is required."],
  21603: [400, "A 'From' phone number is required."],
  21614: [400, "'To' number %s is not a valid mobile number"],
} as const
export type TwilioError = keyof typeof errors

/** What it does with a message of the right form: takes it, refuses it, keeps the line open, hangs up, or talks nonsense. */
export type Mood = 'take' | TwilioError | 'hang' | 'hang up' | 'nonsense'

export type TwilioServer = {
  readonly origin: string
  /** The messages taken. */
  readonly taken: readonly Sent[]
  /** How many requests came, of whatever form. */
  readonly asked: () => number
  readonly be: (mood: Mood) => void
  /** Takes what hangs. */
  readonly release: () => void
}

/**
 * A server that speaks as much of Twilio's API as is needed, strictly by its documents: create a message by
 * `POST /2010-04-01/Accounts/{AccountSid}/Messages.json`, a form of `To`, `From` and `Body`, basic authentication by account
 * and token; 201 with the message, or 4xx with `code`, `message`, `more_info` and `status`. And read an account by
 * `GET /2010-04-01/Accounts/{AccountSid}.json`: 200 with its `status`.
 */
export async function startTwilio(t: TestContext): Promise<TwilioServer> {
  const taken: Sent[] = []
  const hanging: (() => void)[] = []
  let mood: Mood = 'take'
  let asked = 0
  const server = createServer(async (request, response) => {
    asked += 1
    const form = await readForm(request)
    if (request.method === 'GET') return tellAccount(request, response, mood)
    const fault = faultOf(request, form)
    const take = (): void => {
      taken.push(form)
      answer(response, 201, messageOf(form))
    }
    if (fault) refuse(response, fault, form)
    else if (mood === 'take') take()
    else if (mood === 'hang') hanging.push(take)
    else if (mood === 'hang up') request.socket.destroy()
    else if (mood === 'nonsense') response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    else refuse(response, mood, form)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    asked: () => asked,
    be: (next) => {
      mood = next
    },
    release: () => {
      for (const take of hanging.splice(0)) take()
    },
  }
}

async function readForm(request: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
}

const basic = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString('base64')}`

function tellAccount({ url, headers }: IncomingMessage, response: ServerResponse, mood: Mood): void {
  if (url !== `/2010-04-01/Accounts/${account.sid}.json`) refuse(response, 20404, {})
  else if (headers.authorization !== basic) refuse(response, 20003, {})
  else if (mood !== 'hang')
    answer(response, 200, { sid: account.sid, friendly_name: 'Tests', type: 'Full', status: 'active' })
}

function faultOf({ method, url, headers }: IncomingMessage, form: Sent): TwilioError | undefined {
  if (method !== 'POST' || url !== `/2010-04-01/Accounts/${account.sid}/Messages.json`) return 20404
  if (headers.authorization !== basic) return 20003
  // A body of another type is not read, and then there is no number in it.
  if (!form.To || headers['content-type']?.split(';', 1)[0] !== 'application/x-www-form-urlencoded') return 21604
  if (!form.From) return 21603
  return form.Body ? undefined : 21602
}

function refuse(response: ServerResponse, code: TwilioError, { To = '' }: Sent): void {
  const [status, message] = errors[code]
  const said = message.replace('%s', To)
  answer(response, status, { code, message: said, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
}

function messageOf({ To, From, Body }: Sent): object {
  return {
    sid: `SM${'0'.repeat(32)}`,
    account_sid: account.sid,
    api_version: '2010-04-01',
    to: To,
    from: From,
    body: Body,
    status: 'queued',
    direction: 'outbound-api',
    num_segments: '1',
    num_media: '0',
    error_code: null,
    error_message: null,
    date_created: 'Thu, 26 Nov 2026 10:00:00 +0000',
    date_sent: null,
    date_updated: 'Thu, 26 Nov 2026 10:00:00 +0000',
    messaging_service_sid: null,
    price: null,
    price_unit: null,
    uri: `/2010-04-01/Accounts/${account.sid}/Messages/SM${'0'.repeat(32)}.json`,
    subresource_uris: {},
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
