import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import Fastify from 'fastify'
import { WebSocket } from 'ws'
import { type Line, openLine } from '../../src/http/socket-line.ts'
import { routeUpgrades, shouldUpgradeCallback, socketPath } from '../../src/http/upgrades.ts'
import { atEnd } from '../at-end.ts'
import { startServer } from '../harness.ts'

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
  const sockets: WebSocket[] = []
  atEnd(t, async () => {
    for (const socket of sockets) socket.terminate()
    await http.close()
  })
  const connect = async () => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${socketPath}`, 'any')
    sockets.push(socket)
    await once(socket, 'open')
    return socket
  }
  const [slow, good] = [await connect(), await connect()]
  slow.pause()
  // Two kernels keep some megabytes for a connection before anything waits here.
  let sent = 0
  while (closed === 0 && sent < 10_000) {
    for (const line of lines) line.send('x'.repeat(16 * 1024))
    sent += 1
    await once(good, 'message')
  }
  assert.equal(closed, 1, `after ${sent} messages`)
  assert.equal(good.readyState, WebSocket.OPEN)
  const last = once(good, 'message')
  lines[1]?.send('still here')
  assert.equal(String((await last)[0]), 'still here')
})
