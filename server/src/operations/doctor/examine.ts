import { reasonOf } from '../../base/reason-of.ts'
import { backup } from './backup.ts'
import { clock } from './clock.ts'
import { connections } from './connections.ts'
import { cookies } from './cookies.ts'
import { database } from './database.ts'
import { disk } from './disk.ts'
import { type Check, type Finding, failed, type Subject, type Verdict } from './finding.ts'
import { hosts } from './hosts.ts'
import { mail } from './mail.ts'
import { migrations } from './migrations.ts'
import { publicAddress } from './public-address.ts'
import { redis } from './redis.ts'
import { relyingParty } from './relying-party.ts'
import { secrets } from './secrets.ts'
import { settings } from './settings.ts'
import { signingKey } from './signing-key.ts'
import { texts } from './texts.ts'
import { traces } from './traces.ts'

/** Everything that is looked at, in the order in which it is told. */
const checks: readonly Check[] = [
  ...[settings, secrets, publicAddress, hosts, cookies, relyingParty, clock],
  ...[database, migrations, connections, disk, backup, redis, mail, texts, traces, signingKey],
]

export type Examination = { readonly isWell: boolean; readonly findings: readonly Finding[] }

/**
 * Looks at everything that is needed to run well and can be seen from here. All is asked at once, and a peer that does not
 * answer in time has failed, so that it ends soon whatever hangs.
 */
export async function examine(subject: Subject): Promise<Examination> {
  const findings = await Promise.all(checks.map((check) => examineOne(check, subject)))
  return { isWell: findings.every(({ state }) => state !== 'failed'), findings }
}

async function examineOne({ name, look }: Check, subject: Subject): Promise<Finding> {
  return { name, ...(await inTime(look, subject)) }
}

async function inTime(look: Check['look'], subject: Subject): Promise<Verdict> {
  const late = Promise.withResolvers<Verdict>()
  const seconds = subject.patienceMs / 1000
  const silent = failed(`no answer in ${seconds} s`, 'see that it runs and that no firewall swallows the connection')
  const timer = setTimeout(() => late.resolve(silent), subject.patienceMs)
  try {
    return await Promise.race([look(subject), late.promise])
  } catch (error) {
    // The stack of a slip of ours is nothing for a page.
    const said = error instanceof TypeError ? error.message : reasonOf(error)
    return failed(said, 'see that it runs, can be reached from here, and that its settings are right')
  } finally {
    clearTimeout(timer)
  }
}
