import { setTimeout as delay } from 'node:timers/promises'
import { databaseBusy, isBusy } from './database-error.ts'
import type { SqliteConnection } from './sqlite-connection.ts'

/** How long a writer waits for its turn, or for another process to let go of the database. */
const patienceMs = 5000
/** Acts that may share one commit; bounds how much one failing commit takes along. */
const groupLimit = 64

type Group = { members: number; committed: Promise<void>; resolve: () => void; reject: (error: unknown) => void }

/**
 * Turns at the single writing connection of SQLite, with group commit.
 *
 * Acts run one after the other inside one `BEGIN IMMEDIATE`, each in its own savepoint, and the file is synced once for
 * all of them; nobody is told "done" before that sync. A deferred transaction would instead fail with
 * SQLITE_BUSY_SNAPSHOT as soon as two processes write.
 */
export type WriteTurns = {
  /** Waits for the turn; the writer then stands inside a transaction, in a fresh savepoint. */
  enter: () => Promise<void>
  /** Ends the turn and resolves when the act is durable. */
  commit: () => Promise<void>
  /**
   * Ends the turn and undoes the act. Resolves when the acts before it in the same commit are durable: what made this one
   * give up may have been the doing of one of them, and whoever looks again must find it.
   */
  rollback: () => Promise<void>
  /** Commits what is still open, before the connection closes. */
  close: () => void
}

export function makeWriteTurns(writer: SqliteConnection): WriteTurns {
  const queue = makeQueue()
  const commits = makeGroupCommit(writer, queue.isTaken)
  return {
    async enter() {
      const came = performance.now()
      await queue.enter()
      try {
        await commits.open(came)
        writer.control('SAVEPOINT act')
      } catch (error) {
        queue.leave()
        throw error
      }
    },
    commit() {
      const committed = commits.join()
      queue.leave()
      return committed
    },
    rollback() {
      const settled = commits.settled()
      try {
        writer.control('ROLLBACK TO act')
        writer.control('RELEASE act')
      } catch (error) {
        commits.abandon(error)
      }
      queue.leave()
      return settled
    },
    close: commits.close,
  }
}

type GroupCommit = {
  /** Begins a transaction, unless one is open for this moment. `came` as `performance.now()` gave it. */
  open: (came: number) => Promise<void>
  /** Leaves the finished act to the common commit, and resolves with it. */
  join: () => Promise<void>
  /** Resolves when the open transaction has ended, well or badly. */
  settled: () => Promise<void>
  /** A full disk or an I/O error ends the whole transaction by itself: nobody in it was told "done" yet. */
  abandon: (error: unknown) => void
  close: () => void
}

function makeGroupCommit(writer: SqliteConnection, isTaken: () => boolean): GroupCommit {
  let group: Group | undefined
  const finish = (done: Group): void => {
    group = undefined
    try {
      writer.control('COMMIT')
      done.resolve()
    } catch (error) {
      rollBackAll(writer)
      done.reject(error)
    }
  }
  /** Runs when the event loop has served what is ready, so that acts of the same moment share a sync. */
  const settle = (ended: Group): void => {
    if (group !== ended) return
    if (isTaken()) setImmediate(settle, ended)
    else finish(ended)
  }
  const abandon = (error: unknown): void => {
    rollBackAll(writer)
    group?.reject(error)
    group = undefined
  }
  return {
    abandon,
    settled: async () => group?.committed.catch(() => undefined),
    async open(came) {
      if (group) return
      await begin(writer, came)
      group = newGroup()
      setImmediate(settle, group)
    },
    join() {
      const mine = group
      if (!mine) throw new TypeError('commit outside a turn')
      try {
        writer.control('RELEASE act')
        mine.members += 1
        if (mine.members >= groupLimit) finish(mine)
      } catch (error) {
        abandon(error)
      }
      return mine.committed
    },
    close() {
      if (group) finish(group)
    },
  }
}

function newGroup(): Group {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A group whose members all rolled back has nobody waiting for it.
  promise.catch(() => undefined)
  return { members: 0, committed: promise, resolve, reject }
}

/** Leaves no transaction open, whether or not one still is. */
function rollBackAll(writer: SqliteConnection): void {
  try {
    writer.control('ROLLBACK')
  } catch {
    // SQLite has rolled back already.
  }
}

/** One at a time, in the order of coming, and nobody waits for ever. */
function makeQueue(): { enter: () => Promise<void>; leave: () => void; isTaken: () => boolean } {
  const waiting: (() => void)[] = []
  let taken = false
  const wait = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(databaseBusy('no turn at the writer'))
      }, patienceMs)
      waiting.push(go)
    })
  return {
    isTaken: () => taken,
    async enter() {
      if (taken) await wait()
      taken = true
    },
    leave() {
      const next = waiting.shift()
      if (next) next()
      else taken = false
    },
  }
}

/**
 * Another process may hold the lock: asks again without blocking the event loop.
 * @param came when the act began to wait (`performance.now()`): the wait for its turn counts
 */
async function begin(writer: SqliteConnection, came: number): Promise<void> {
  for (;;) {
    try {
      writer.control('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() - came > patienceMs) throw databaseBusy('locked by another process', error)
      await delay(2 + Math.random() * 8)
    }
  }
}
