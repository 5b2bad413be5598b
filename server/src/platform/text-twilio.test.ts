import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { secret } from '../base/secret.ts'
import { makeTexter } from './texter.ts'

type Reply = { status: number; body: object }
type Sent = { path: string | undefined; authorization: string | undefined; form: Record<string, string> }

/** Speaks the documented API: POST /2010-04-01/Accounts/{sid}/Messages.json, a form, basic authentication. */
async function startTwilio(t: TestContext, reply: () => Reply): Promise<{ origin: string; sent: Sent[] }> {
  const sent: Sent[] = []
  const server = createServer(async (request, response) => {
    const form = Object.fromEntries(new URLSearchParams(await readBody(request)))
    sent.push({ path: request.url, authorization: request.headers.authorization, form })
    const { status, body } = reply()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const accountSid = `AC${'0'.repeat(32)}`
const message = { id: 'a', to: '+14155552671', body: '123456 is your code.' }
const accepted = { status: 201, body: { sid: `SM${'0'.repeat(32)}`, status: 'queued' } }

function texterAt(baseUrl: string) {
  const twilio = { accountSid, authToken: secret('token'), from: '+15005550006', baseUrl }
  return makeTexter({ backend: 'twilio', filePath: undefined, twilio }, () => undefined)
}

test('a text goes out as Twilio documents it', async (t) => {
  const { origin, sent } = await startTwilio(t, () => accepted)
  await texterAt(origin).send(message)
  const [{ path, authorization, form } = { path: '', authorization: '', form: {} }] = sent
  assert.equal(path, `/2010-04-01/Accounts/${accountSid}/Messages.json`)
  assert.equal(authorization, `Basic ${Buffer.from(`${accountSid}:token`).toString('base64')}`)
  assert.deepEqual(form, { To: message.to, From: '+15005550006', Body: message.body })
})

const refusals: [code: number, status: number, permanent: boolean][] = [
  [21211, 400, true],
  [21614, 400, true],
  [20003, 401, false],
  [20429, 429, false],
]
for (const [code, status, permanent] of refusals) {
  test(`error ${code} is told by its code, and tried again only if that can help`, async (t) => {
    const body = { code, status, message: `The number ${message.to} is no good`, more_info: '' }
    const { origin } = await startTwilio(t, () => ({ status, body }))
    await assert.rejects(texterAt(origin).send(message), (error: Error & { permanent?: boolean }) => {
      assert.equal(error.permanent, permanent)
      assert.match(error.message, new RegExp(`^Twilio: error ${code} \\(${status}\\)$`))
      return true
    })
  })
}

test('a Twilio that is away is tried again', async (t) => {
  const { origin } = await startTwilio(t, () => accepted)
  const away = `${origin.slice(0, origin.lastIndexOf(':'))}:1`
  await assert.rejects(texterAt(away).send(message), (error: Error & { permanent?: boolean }) => !error.permanent)
})
