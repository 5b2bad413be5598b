import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../platform/config.ts'
import { madeUpAddress } from './ask-public-address.ts'
import { judgeArrived } from './public-address.ts'

const settings = { PUBLIC_URL: 'https://auth.example.com', TRUSTED_PROXIES: '10.0.0.0/8' }
const { config } = loadConfig(settings)
const arrived = { peer: '10.0.0.2', client: '198.51.100.7', host: 'auth.example.com' }
const judge = (more: object, given = config) =>
  judgeArrived(given, { ...arrived, forwarded_for: `${madeUpAddress}, 198.51.100.7`, ...more })

test('how a request arrived is judged by what the proxy made of a made-up address', () => {
  const untouched = { forwarded_for: madeUpAddress }
  const rows: [state: string, said: RegExp, found: ReturnType<typeof judge>][] = [
    ['ok', /we are 198\.51\.100\.7/, judge({})],
    ['ok', /we are 198\.51\.100\.7/, judge({ forwarded_for: '198.51.100.7' })],
    ['ok', /from a trusted address/, judge({ client: madeUpAddress, forwarded_for: `${madeUpAddress}, 10.0.0.9` })],
    ['failed', /can choose the address/, judge({ ...untouched, client: madeUpAddress })],
    ['failed', /TLS ends at 203\.0\.113\.9/, judge({ ...untouched, peer: '203.0.113.9' })],
    ['failed', /proxy 203\.0\.113\.9, which is not trusted/, judge({ peer: '203.0.113.9' })],
    ['failed', /does not tell who asks/, judge({ client: '10.0.0.2', forwarded_for: null })],
    ['failed', /for the host "app:3000"/, judge({ host: 'app:3000' })],
  ]
  for (const [state, said, found] of rows) {
    assert.equal(found.state, state, found.said)
    assert.match(found.said, said)
  }
  const direct = loadConfig({ PUBLIC_URL: 'http://auth.example.com' }).config
  assert.equal(judge({ ...untouched, peer: '198.51.100.7' }, direct).state, 'ok')
})
