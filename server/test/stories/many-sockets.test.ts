import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeOptions } from '../../../scripts/testing/node-options.ts'
import { soonMs } from '../../../scripts/testing/soon.ts'
import { onAnotherDevice, signUp } from '../actors.ts'
import { startChild } from '../child-service.ts'
import { atOnce } from '../guess.ts'
import { startServer } from '../harness.ts'
import { askTicket, readNotices } from '../notice-reader.ts'
import { storesOf } from '../same-stores.ts'

const people = 100
const each = 10

test('a thousand sockets on one process stay under 200 MB, and each hears within a second', async (t) => {
  const server = await startServer(t)
  const token = 'a token for the metrics of tests'
  const actors = []
  for (let i = 0; i < people; i++) actors.push(await signUp(server))
  const settings = { ...storesOf(server), METRICS_TOKEN: token, NODE_OPTIONS: nodeOptions.join(' ') }
  const node = await startChild(t, settings)
  const measured = async (name: string) => {
    const { text } = await node.client().as(token).get('/metrics')
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }
  const before = await measured('process_resident_memory_bytes')
  const readers = []
  for (const actor of actors) {
    const opened = await atOnce(each, async () =>
      readNotices(t, node.origin, { ticket: await askTicket(actor.client()) }),
    )
    readers.push(...opened)
  }
  assert.equal(await measured('kalosphere_notice_sockets'), people * each)
  const after = await measured('process_resident_memory_bytes')
  t.diagnostic(`${Math.round(before / 2 ** 20)} MiB without sockets, ${Math.round(after / 2 ** 20)} MiB with them`)
  assert.ok(after < 200 * 1000 * 1000, `${after} bytes`)
  const last = actors.at(-1) ?? assert.fail()
  await onAnotherDevice(server, last).login()
  const told = await readers.at(-1)?.next('new_sign_in')
  assert.ok(told && told.ms < soonMs, `${told?.ms} ms`)
  assert.equal(readers.filter((reader) => reader.closed() !== undefined).length, 0)
})
