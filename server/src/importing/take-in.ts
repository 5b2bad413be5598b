import { findErasedImports } from '../accounts/imports.queries.ts'
import type { App } from '../platform/app.ts'
import { isUniqueViolation } from '../platform/db/database-error.ts'
import { makeSeenNames, type SeenNames } from '../platform/db/seen-names.ts'
import { type Checked, checkNewcomer } from './check-newcomer.ts'
import type { Remark, Source } from './newcomer.ts'
import { putIn } from './put-in.ts'
import { type Sorted, sortOut } from './sort-out.ts'

export type Report = {
  source: string
  dryRun: boolean
  /** Rows read; each was taken, was here already, or was not taken and is told of. */
  read: number
  taken: number
  already: number
  refused: number
  /** Of those taken: what came along. */
  with: {
    password: number
    totp: number
    emailCodes: number
    phone: number
    links: number
    roles: number
    locks: number
  }
}

type Watch = {
  readonly onProgress: (done: number, total: number) => void
  readonly onRemark: (remark: Remark) => void
}

const mostTries = 5

/**
 * Takes the people of another service in, page by page, each page in one transaction. There is no marker of how far a
 * run came: that an account is here says so, and it is here wholly or not at all. So a run that was killed is begun
 * again, one that ended is repeated, and neither changes what is here already.
 * @param how `dryRun` reads and judges everything and writes nothing
 */
export async function takeIn(app: App, source: Source, how: Watch & { dryRun: boolean }): Promise<Report> {
  const { dryRun, onProgress, onRemark } = how
  const came = { password: 0, totp: 0, emailCodes: 0, phone: 0, links: 0, roles: 0, locks: 0 }
  const report: Report = { source: source.name, dryRun, read: 0, taken: 0, already: 0, refused: 0, with: came }
  const seen = makeSeenNames()
  try {
    for await (const page of source.pages()) {
      const looked = page.people.map((one) => checkNewcomer(app, one))
      const people = looked.flatMap(({ checked }) => (checked ? [checked] : []))
      const sorted = await admit(app, source, { people, seen, dryRun })
      const fresh = new Set(sorted.fresh.map(({ newcomer }) => newcomer.row))
      // What is left out of somebody was told when they were taken.
      const own = looked.flatMap((one) => one.remarks).filter(({ isTaken, row }) => !isTaken || fresh.has(row))
      const remarks = [...page.remarks, ...own, ...sorted.remarks]
      for (const remark of remarks) onRemark(remark)
      const refused = new Set(remarks.filter(({ isTaken }) => !isTaken).map(({ row }) => row)).size
      report.read += sorted.fresh.length + sorted.already + refused
      report.taken += sorted.fresh.length
      report.already += sorted.already
      report.refused += refused
      for (const person of sorted.fresh) countWith(came, person)
      onProgress(page.done, page.total)
    }
  } finally {
    seen.close()
  }
  return report
}

type Page = { people: readonly Checked[]; seen: SeenNames; dryRun: boolean }

/** Somebody may register with one of the names between the look and the writing: then the page is looked at again. */
async function admit(app: App, source: Source, { people, seen, dryRun }: Page): Promise<Sorted> {
  const erased = await findErased(app, people)
  const sorted = await sortOut(
    app.db,
    people.filter((person) => !erased.has(person)),
    seen,
  )
  const says = 'it was brought here once and is erased: it stays away'
  for (const { newcomer } of erased) sorted.remarks.push({ row: newcomer.row, says, isTaken: false })
  if (dryRun || sorted.fresh.length === 0) return sorted
  for (let tried = 1; ; tried++) {
    try {
      await app.transaction((tx) => putIn(app, tx, sorted.fresh, source))
      return sorted
    } catch (error) {
      if (tried >= mostTries || !isOvertaken(error)) throw error
      const again = await sortOut(app.db, sorted.fresh, nothingSeen)
      sorted.fresh = again.fresh
      sorted.already += again.already
      sorted.remarks.push(...again.remarks)
    }
  }
}

/** Those who were here and are erased: the source still has them. */
async function findErased(app: App, people: readonly Checked[]): Promise<ReadonlySet<Checked>> {
  if (people.length === 0) return new Set()
  const digests = people.map(({ newcomer }) => app.sealer.digests('erased-import', newcomer.id))
  const found = await findErasedImports(app.db, digests.flat())
  return new Set(people.filter((_, i) => digests[i]?.some((digest) => found.has(digest))))
}

/** For those whose names were claimed at the first look. */
const nothingSeen: SeenNames = { find: () => undefined, add: () => undefined, close: () => undefined }

function isOvertaken(error: unknown): boolean {
  return ['email_key', 'username_key', 'account', 'social_identity'].some((name) => isUniqueViolation(error, name))
}

function countWith(came: Report['with'], { newcomer, hash, secret, phone }: Checked): void {
  if (hash !== null) came.password += 1
  if (secret !== null) came.totp += 1
  if (newcomer.hasEmailFactor && newcomer.isEmailVerified) came.emailCodes += 1
  if (phone !== null) came.phone += 1
  if (newcomer.identities.length > 0) came.links += 1
  if (newcomer.roles.length > 0) came.roles += 1
  if (newcomer.lock !== undefined) came.locks += 1
}
