import type { TestContext } from 'node:test'
import fc from 'fast-check'
import type { TestServer } from '../harness.ts'
import { startSocial } from '../social-browser.ts'
import * as accountActs from './account-acts.ts'
import { type Act, commandsOf, nothing, type Tally } from './acts.ts'
import * as addressActs from './address-acts.ts'
import * as factorActs from './factor-acts.ts'
import { requireSameRows } from './invariants.ts'
import * as linkActs from './link-acts.ts'
import * as sessionActs from './session-acts.ts'
import { newWorld, type World } from './world.ts'

const acts = [accountActs, sessionActs, factorActs, addressActs, linkActs].flatMap((file) =>
  Object.values(file).filter((one): one is Act => typeof one === 'object'),
)

/** One of the two is there already, so that what comes of it is not left to chance. */
async function signUp(server: TestServer, { people: [ana] }: World): Promise<void> {
  if (!ana) return
  for (const act of [accountActs.register, accountActs.verify, accountActs.login]) await act.run(server, ana, nothing)
}

/**
 * Lets two people do what they can in any order, parallel acts and jumps of the clock among it, and holds every answer
 * against a small model. A fault prints its seed; the long form looks for a short way to it, too, and tells how far it is.
 * @param numRuns how many lives, each with people of its own
 * @param length acts in a life, or half of it
 */
export async function runModel(t: TestContext, numRuns: number, length: number): Promise<void> {
  const { server, issuer } = await startSocial(t, {})
  // Its tokens are of the time that the service has.
  issuer.forgery = { change: (claims) => linkActs.dateToken(server, claims) }
  const tally: Tally = new Map()
  const lives = fc.array(fc.oneof(...commandsOf(acts, tally)), {
    minLength: length / 2,
    maxLength: length,
    size: 'max',
  })
  const isLong = numRuns >= 50
  let life = 0
  await fc.assert(
    fc.asyncProperty(lives, async (commands) => {
      life += 1
      const at = `life ${life}, ${Math.round(performance.now() / 1000)} s\n`
      if (isLong && life % 25 === 0) process.stdout.write(at)
      const world = newWorld(issuer, [`ana${life}`, `ben${life}`])
      await signUp(server, world)
      for (const one of commands) if (one.may(world)) await one.run(world, server)
      await requireSameRows(server, world)
    }),
    { numRuns, endOnFailure: !isLong },
  )
  t.diagnostic([...tally].map(([name, times]) => `${name} ${times}`).join(', '))
}
