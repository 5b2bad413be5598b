import { setTimeout as delay } from 'node:timers/promises'
import { askRedis } from '../../platform/redis.ts'
import { askPublicAddress } from './ask-public-address.ts'
import { databaseTime } from './database.queries.ts'
import { type Check, failed, ok, type Subject, warning } from './finding.ts'

/** An HTTP date has whole seconds; a code of an authenticator lives for 30. */
const noticedMs = 3000
const badMs = 15_000

type Reading = { readonly of: string; readonly offMs: number }

/** Whether this clock agrees with those of the other machines the service talks to. */
export const clock: Check = {
  name: 'clock',
  async look(subject) {
    const asked = [
      compare(subject, 'the database', () => timeOfDatabase(subject)),
      compare(subject, 'Redis', () => timeOfRedis(subject)),
      compare(subject, 'PUBLIC_URL', () => timeOfPublicAddress(subject)),
    ]
    const readings = (await Promise.all(asked)).filter((reading) => reading !== undefined)
    if (readings.length === 0) return ok('there is no other clock to hold it against')
    const said = readings.map(({ of, offMs }) => `${inSeconds(offMs)} from that of ${of}`).join(', ')
    const worst = Math.max(...readings.map(({ offMs }) => Math.abs(offMs)))
    const todo = 'let all machines follow one time server (NTP): codes and tokens live by the clock'
    if (worst > badMs) return failed(said, todo)
    return worst > noticedMs ? warning(said, todo) : ok(said)
  },
}

/** @returns undefined for a clock that is not there or cannot be asked: other checks tell that */
async function compare(
  { now, patienceMs }: Subject,
  of: string,
  ask: () => Promise<Date | undefined>,
): Promise<Reading | undefined> {
  const before = now().getTime()
  const there = await Promise.race([ask().catch(() => undefined), delay(patienceMs / 2, undefined, { ref: false })])
  if (there === undefined) return undefined
  const here = (before + now().getTime()) / 2
  return { of, offMs: here - there.getTime() }
}

/** SQLite has the clock of this machine. */
async function timeOfDatabase({ app, config }: Subject): Promise<Date | undefined> {
  return app && config.database.engine === 'postgres' ? databaseTime(app.db) : undefined
}

async function timeOfRedis({ config: { redisUrl }, patienceMs }: Subject): Promise<Date | undefined> {
  if (redisUrl === undefined) return undefined
  const said = await askRedis(redisUrl, patienceMs / 2, (client) => client.sendCommand(['TIME']))
  const [seconds, micros] = Array.isArray(said) ? said.map(Number) : []
  return seconds === undefined ? undefined : new Date(seconds * 1000 + (micros ?? 0) / 1000)
}

async function timeOfPublicAddress(subject: Subject): Promise<Date | undefined> {
  const { headers } = await askPublicAddress(subject, subject.patienceMs / 2)
  return headers.date === undefined ? undefined : new Date(headers.date)
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
