import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setImmediate as breathe } from 'node:timers/promises'
import Fastify from 'fastify'
import { WebSocket } from 'ws'
import { type Line, openLine } from '../../src/http/socket-line.ts'
import { routeUpgrades, shouldUpgradeCallback, socketPath } from '../../src/http/upgrades.ts'
import { startServer } from '../harness.ts'
import { until } from '../until.ts'

test('who does not read is cut off, and costs the others nothing', async (t) => {
  const { app } = await startServer(t)
  const http = Fastify({ http: { shouldUpgradeCallback } })
  routeUpgrades(http)
  const lines: Line[] = []
  let closed = 0
  http.get(socketPath, async (request, reply) => {
    const line = openLine(app, request, reply) ?? assert.fail('the client has gone')
    line.onClose(() => {
      closed += 1
    })
    lines.push(line)
    return reply
  })
  const origin = await http.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => http.close())
  const connect = async () => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${socketPath}`, 'any')
    t.after(() => socket.terminate())
    await once(socket, 'open')
    return socket
  }
  const [slow, good] = [await connect(), await connect()]
  let came = 0
  good.on('message', () => {
    came += 1
  })
  slow.pause()
  // Far more than what two kernels keep for a connection.
  let sent = 0
  while (closed === 0 && sent < 5000) {
    for (const line of lines) line.send('x'.repeat(16 * 1024))
    sent += 1
    await until('the good reader', () => (came === sent ? true : undefined))
    await breathe()
  }
  assert.equal(closed, 1, `after ${sent} messages`)
  assert.equal(good.readyState, WebSocket.OPEN)
  lines[1]?.send('still here')
  await until('one more', () => (came === sent + 1 ? true : undefined))
})
