import { askRedis } from '../../platform/redis.ts'
import { type Check, failed, ok, skipped, type Verdict, warning } from './finding.ts'

/** The oldest version that is tried. */
const oldest = [6, 2] as const

/** Whether Redis answers, is new enough and evicts nothing. */
export const redis: Check = {
  name: 'redis',
  async look({ config: { redisUrl }, patienceMs }) {
    if (redisUrl === undefined) return skipped('none is set; one node needs none')
    return judgeRedis(await askRedis(redisUrl, patienceMs, (client) => client.info()))
  },
}

/** @param info as Redis's INFO gives it, one `name:value` a line */
export function judgeRedis(info: string): Verdict {
  const facts = new Map(info.split(/\r?\n/).map((line): [string, string] => [line.split(':')[0] ?? '', after(line)]))
  const version = facts.get('redis_version') ?? 'unknown'
  const policy = facts.get('maxmemory_policy') ?? 'unknown'
  if (!isNewEnough(version)) return failed(`Redis ${version} is too old`, `move to ${oldest.join('.')} or newer`)
  if (policy !== 'noeviction') {
    const said = `Redis ${version} has maxmemory-policy ${policy}: a counter that is evicted is a limit that opens`
    return failed(said, 'set maxmemory-policy noeviction, and maxmemory large enough')
  }
  if (facts.get('rdb_last_bgsave_status') === 'err' || facts.get('aof_last_write_status') === 'err') {
    return warning(`Redis ${version} could not write to its disk`, 'see its log: it may refuse all writes soon')
  }
  const isKept = facts.get('aof_enabled') === '1'
  const kept = isKept ? 'keeps an append-only file' : 'keeps no append-only file: a restart may lose the newest events'
  return ok(`Redis ${version}, evicts nothing, ${kept}`)
}

function after(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim()
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}
