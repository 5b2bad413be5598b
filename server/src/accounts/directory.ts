import type { App } from '../platform/app.ts'
import { type LockState, lockState } from '../protection/lock-state.ts'
import { countLiveSessions, type DirectoryEntry, getEntry, listEntries } from './directory.queries.ts'

export type EntryDetails = DirectoryEntry & LockState & { liveSessions: number }

const batch = 500
const beforeAllIds = '00000000-0000-0000-0000-000000000000'

/** Every account, read in small pages so that any number fits into memory. */
export async function* everyEntry(app: App): AsyncGenerator<DirectoryEntry> {
  let after: string | undefined = beforeAllIds
  while (after !== undefined) {
    const page: DirectoryEntry[] = await listEntries(app.db, after, batch)
    yield* page
    after = page.at(-1)?.id
  }
}

/** One account with what an operator asks about when somebody cannot sign in. */
export async function readEntry(app: App, id: string): Promise<EntryDetails> {
  const entry = await getEntry(app.db, id)
  const lock = await lockState(app, id)
  return { ...entry, ...lock, liveSessions: await countLiveSessions(app.db, id, app.now()) }
}
