import fc from 'fast-check'
import type { TestServer } from '../harness.ts'
import { requireInvariants } from './invariants.ts'
import { isOpen, type Person, type Session, type World } from './world.ts'

/** Something that somebody does, with what has to come of it. */
export type Act = {
  readonly name: string
  /** How often it is tried, beside one for others: what builds up has to come before what tears down. */
  readonly weight?: number
  /** Whether somebody in this state can try it. */
  readonly may: (person: Person) => boolean
  /** Does it over HTTP, checks the answer against the model, and brings the model up to date. */
  readonly run: (server: TestServer, person: Person, session: Session) => Promise<unknown>
}

/** For acts that need no session. */
export const nothing = {} as Session

/** An act with who does it, as fast-check draws and prints it. */
type Command = {
  readonly may: (world: World) => boolean
  readonly run: (world: World, server: TestServer) => Promise<void>
  readonly toString: () => string
}

/** How often each act was done. */
export type Tally = Map<string, number>

/** Acts by anybody, from any of their sessions, and jumps of the clock, in any order. */
export function commandsOf(acts: readonly Act[], tally: Tally): fc.Arbitrary<Command>[] {
  const who = fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 3 }))
  const jump = fc.constantFrom(1, 1, 16, 61, 25 * 60)
  const tried = acts.flatMap((act) => Array<Act>(act.weight ?? 1).fill(counted(act, tally)))
  return [...tried.map((act) => who.map(([person, session]) => commandOf(act, person, session))), jump.map(jumpOf)]
}

function counted(act: Act, tally: Tally): Act {
  return {
    ...act,
    run(server, person, session) {
      tally.set(act.name, (tally.get(act.name) ?? 0) + 1)
      return act.run(server, person, session)
    },
  }
}

function commandOf(act: Act, who: number, which: number): Command {
  const personOf = ({ people }: World): Person => people[who % people.length] as Person
  return {
    may: (world) => act.may(personOf(world)),
    async run(world, server) {
      const person = personOf(world)
      await act.run(server, person, pickSession(server, person, which))
      await requireInvariants(server, world)
    },
    toString: () => `${act.name} (${who}, ${which})`,
  }
}

/** Mostly one that is open, the newest first; now and then any, for what is over must stay over. */
function pickSession(server: TestServer, { sessions }: Person, which: number): Session {
  const newest = sessions.toReversed()
  const open = newest.filter((session) => isOpen(server, session))
  const among = which < 3 && open.length > 0 ? open : newest
  return among[which % Math.max(1, among.length)] ?? nothing
}

function jumpOf(minutes: number): Command {
  return {
    may: () => true,
    async run(world, server) {
      server.clock.advance({ minutes })
      await requireInvariants(server, world)
    },
    toString: () => `${minutes} min later`,
  }
}
