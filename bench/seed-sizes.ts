import { cpSync, mkdirSync } from 'node:fs'
import type { Children } from '../scripts/testing/children.ts'
import { gather, signUpPeople } from './people.ts'
import { seedAccounts } from './seed-accounts.ts'
import { type Place, startService } from './service.ts'
import { copyDatabase } from './stores.ts'

/** A stopped service with so many accounts, and the bytes that its database takes on disk. */
export type Size = { readonly accounts: number; readonly bytes: number; readonly place: Place }

/**
 * Makes a service for each number of accounts: one grows, and a copy of it is kept at each number that it passes.
 * @param place of the one that grows, in which nothing is yet
 * @param numbers of accounts, rising
 */
export async function seedSizes(children: Children, place: Place, numbers: readonly number[]): Promise<Size[]> {
  mkdirSync(place.folder)
  const service = await startService(children, place)
  // One signs up as people do; the others are made in the likeness of that one.
  const first = await signUpPeople(service.origin, place, 1)
  await gather(service.origin, place, first)
  await service.stop()
  const sizes: Size[] = []
  for (const [at, to] of numbers.entries()) {
    process.stderr.write(`seeding up to ${to} accounts\n`)
    const bytes = await seedAccounts(place, { from: (numbers[at - 1] ?? 0) + 1, to })
    const isLast = at === numbers.length - 1
    sizes.push({ accounts: to, bytes, place: isLast ? place : await copyPlace(place, at + 1) })
  }
  return sizes
}

/** @param number of the copy, counted from 1 */
async function copyPlace({ folder, databaseUrl, redisUrl }: Place, number: number): Promise<Place> {
  const copy = `${folder}-${number}`
  cpSync(folder, copy, { recursive: true })
  return {
    folder: copy,
    databaseUrl: databaseUrl && (await copyDatabase(databaseUrl)),
    // The copies have the same accounts: each counts in a database of Redis of its own.
    redisUrl: redisUrl && Object.assign(new URL(redisUrl), { pathname: `/${number}` }).href,
  }
}
