import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { signWebhook } from '../../src/events/sign-webhook.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8')

function example(language: string): string {
  return new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``).exec(page)?.[1] ?? assert.fail(language)
}

const key = Buffer.alloc(32, 7)
const secret = `whsec_${key.toString('base64')}`
const seconds = () => Math.floor(Date.now() / 1000)

type Case = { headers: Record<string, string>; body: string; good: boolean }

/** One message that is good, and what an attacker could make of it. */
function makeCases(): Case[] {
  const body = '{"event_type":"user.created","payload":{"username":"Zoë"}}'
  const sign = (timestamp: number, keys: Buffer[] = [key]) => ({
    'webhook-id': 'one',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(keys, { id: 'one', timestamp, body }),
  })
  const now = sign(seconds())
  const other = Buffer.alloc(32, 8)
  return [
    { headers: now, body, good: true },
    { headers: sign(seconds(), [other, key]), body, good: true },
    { headers: sign(seconds(), [other]), body, good: false },
    { headers: now, body: `${body} `, good: false },
    { headers: { ...now, 'webhook-id': 'two' }, body, good: false },
    { headers: { ...now, 'webhook-timestamp': String(seconds() + 1) }, body, good: false },
    { headers: { ...now, 'webhook-timestamp': 'soon' }, body, good: false },
    { headers: { ...now, 'webhook-signature': 'v1,' }, body, good: false },
    { headers: { ...now, 'webhook-signature': now['webhook-signature'].replace('v1', 'v2') }, body, good: false },
    { headers: sign(seconds() - 600), body, good: false },
    { headers: sign(seconds() + 600), body, good: false },
    { headers: {}, body, good: false },
  ]
}

test('the example for Node takes what is genuine and nothing else', async () => {
  const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(example('js'))}`)
  for (const { headers, body, good } of makeCases()) {
    assert.equal(isGenuine(secret, headers, body), good, JSON.stringify(headers))
    assert.equal(isGenuine(secret, headers, Buffer.from(body)), good, JSON.stringify(headers))
  }
})

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' }).status === 0

test('so does the example for Python', { skip: python ? false : 'there is no python3 on PATH' }, () => {
  const program = `${example('python')}
import json, sys
for case in json.load(sys.stdin):
    print(is_genuine("${secret}", case["headers"], case["body"].encode()))
`
  const cases = makeCases()
  const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(cases), encoding: 'utf8' })
  assert.deepEqual([stdout.trim().split('\n'), stderr], [cases.map(({ good }) => (good ? 'True' : 'False')), ''])
})
