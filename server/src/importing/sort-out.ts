import { findNamesakes } from '../accounts/imports.queries.ts'
import type { Db } from '../platform/db/db.ts'
import type { SeenNames } from '../platform/db/seen-names.ts'
import { findLinked } from '../social/identities.queries.ts'
import type { Checked } from './check-newcomer.ts'
import type { Remark } from './newcomer.ts'

export type Sorted = { fresh: Checked[]; already: number; remarks: Remark[] }

/**
 * Parts people into those who are new here, those who are here already, and those whose address or username is somebody
 * else's, be it here or further up in the source. A link to another service that opens an account already is left out.
 * @param seen the names met so far, in a run that puts nothing in
 */
export async function sortOut(db: Db, people: readonly Checked[], seen: SeenNames): Promise<Sorted> {
  const sorted: Sorted = { fresh: [], already: 0, remarks: [] }
  if (people.length === 0) return sorted
  const here = await findNamesakes(db, {
    ids: people.map(({ newcomer }) => newcomer.id),
    emailKeys: people.map(({ email }) => email.key),
    usernameKeys: people.map(({ usernameKey }) => usernameKey),
  })
  const ids = new Set(here.map(({ id }) => id))
  const byEmail = new Map(here.map(({ id, emailKey }) => [emailKey, `account ${id}`]))
  const byUsername = new Map(here.map(({ id, usernameKey }) => [usernameKey, `account ${id}`]))
  const linked = await findAllLinked(db, people)
  for (const person of people) {
    const { newcomer, email, usernameKey } = person
    if (ids.has(newcomer.id)) {
      sorted.already += 1
      continue
    }
    const addressed = byEmail.get(email.key) ?? seen.find('email', email.key)
    const named = byUsername.get(usernameKey) ?? seen.find('username', usernameKey)
    const twin = seen.find('id', newcomer.id)
    if (addressed === undefined && named === undefined && twin === undefined) {
      claimNames(seen, person)
      sorted.fresh.push(withoutLinked(person, { linked, seen, remarks: sorted.remarks }))
    } else sorted.remarks.push(refusalOf(person, { addressed, named, twin }))
  }
  return sorted
}

type Others = { addressed: string | undefined; named: string | undefined; twin: string | undefined }

function refusalOf({ newcomer, email, username }: Checked, { addressed, named, twin }: Others): Remark {
  const whose = [
    addressed === undefined ? [] : `its address ${email.address} is that of ${addressed}, but for case or spelling`,
    named === undefined ? [] : `its username ${username} is that of ${named}, but for case or spelling`,
    twin === undefined ? [] : `its id is that of ${twin}`,
  ]
  return { row: newcomer.row, says: whose.flat().join('; '), isTaken: false }
}

function claimNames(seen: SeenNames, { newcomer: { id, row }, email, usernameKey }: Checked): void {
  seen.add('id', id, row)
  seen.add('email', email.key, row)
  seen.add('username', usernameKey, row)
}

async function findAllLinked(db: Db, people: readonly Checked[]): Promise<ReadonlySet<string>> {
  const identities = people.flatMap(({ newcomer }) => newcomer.identities)
  const linked = new Set<string>()
  for (const [issuer, some] of Map.groupBy(identities, (identity) => identity.issuer)) {
    const found = await findLinked(
      db,
      issuer,
      some.map(({ subject }) => subject),
    )
    for (const { subject } of found) linked.add(nameOf({ issuer, subject }))
  }
  return linked
}

type Met = { linked: ReadonlySet<string>; seen: SeenNames; remarks: Remark[] }

/** One person outside opens one account, and an account has one of each provider. */
function withoutLinked(person: Checked, { linked, seen, remarks }: Met): Checked {
  const { newcomer } = person
  const providers = new Set<string>()
  const identities = newcomer.identities.filter((identity) => {
    const isTaken = linked.has(nameOf(identity)) || providers.has(identity.provider)
    const isFree = !isTaken && seen.find('identity', nameOf(identity)) === undefined
    if (isFree) {
      providers.add(identity.provider)
      seen.add('identity', nameOf(identity), newcomer.row)
    } else {
      const says = `its link to ${identity.provider} opens another account, or is its second there, and is left out`
      remarks.push({ row: newcomer.row, says, isTaken: true })
    }
    return isFree
  })
  return { ...person, newcomer: { ...newcomer, identities } }
}

function nameOf({ issuer, subject }: { issuer: string; subject: string }): string {
  return JSON.stringify([issuer, subject])
}
