import type { App } from '../platform/app.ts'
import { type LockState, lockState } from '../protection/lock-state.ts'
import { countLiveSessions, type DirectoryEntry, getEntry, listEntries } from './directory.queries.ts'

export type EntryDetails = DirectoryEntry & LockState & { liveSessions: number }

const batch = 500
const beforeAllIds = '00000000-0000-0000-0000-000000000000'

/** Every account in small pages, none of them empty, so that any number fits into memory; in the order of their ids. */
export async function* everyPage(app: App): AsyncGenerator<[DirectoryEntry, ...DirectoryEntry[]]> {
  for (let after = beforeAllIds; ; ) {
    const [first, ...others]: DirectoryEntry[] = await listEntries(app.db, after, batch)
    if (first === undefined) return
    yield [first, ...others]
    after = (others.at(-1) ?? first).id
  }
}

/** One account with what an operator asks about when somebody cannot sign in. */
export async function readEntry(app: App, id: string): Promise<EntryDetails> {
  const entry = await getEntry(app.db, id)
  const lock = await lockState(app, id)
  return { ...entry, ...lock, liveSessions: await countLiveSessions(app.db, id, app.now()) }
}
