import type { Plan } from './measure-store.ts'
import { measureUse, type Taken } from './measure-use.ts'
import { type Operation, type OperationName, operationsFor, peopleNeeded } from './operations.ts'
import { gather } from './people.ts'
import { seededEmail } from './seed-accounts.ts'
import type { Size } from './seed-sizes.ts'
import type { Service } from './service.ts'

/** How often each is measured: an odd number, whose middle one counts. */
export const roundCount = 5

/** A service that runs, with so many accounts. */
export type Served = Size & { readonly service: Service }

/**
 * Measures an operation on several services in turn, round by round, in every other round the last one first: when the
 * machine becomes slower or quicker meanwhile, it does so for all of them.
 * @returns of each service its rounds
 */
export async function takeTurns(
  all: readonly Served[],
  plan: Pick<Plan, 'store' | 'stores' | 'seconds'>,
  name: OperationName,
): Promise<readonly (readonly Taken[])[]> {
  const turns = all.map((served) => ({ served, taken: [] as Taken[], operation: undefined as Operation | undefined }))
  for (let round = 1; round <= roundCount; round++) {
    for (const turn of round % 2 === 1 ? turns : turns.toReversed()) {
      const { accounts, service } = turn.served
      // Of what a load has spent, another one would be refused.
      if (!turn.operation || turn.operation.spendsTokens) turn.operation = await prepare(turn.served, name)
      const { connections, status, converse } = turn.operation
      const load = { origin: service.origin, seconds: plan.seconds, connections, status, converse }
      process.stderr.write(`${plan.store}, ${name}, round ${round} of ${roundCount}, ${accounts} accounts: `)
      turn.taken.push(await measureUse(service, plan.stores, load))
    }
  }
  return turns.map(({ taken }) => taken)
}

/** The operation for people who have just signed in, from all parts of the table. */
async function prepare({ accounts, place, service }: Served, name: OperationName): Promise<Operation> {
  const step = Math.floor(accounts / peopleNeeded)
  const emails = Array.from({ length: peopleNeeded }, (_, at) => seededEmail(at * step + 1))
  const operations = operationsFor(await gather(service.origin, place, emails))
  const operation = operations.find((one) => one.name === name)
  if (!operation) throw new TypeError(`there is no operation ${name}`)
  return operation
}
