/** Lets one act of its kind run at a time. */
export type Turns = <T>(act: () => Promise<T>) => Promise<T>

/** Keeps short texts for all tabs of a browser. */
export type SharedStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Turns among the callers of this very function. */
export function queueTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const mine = last.then(act, act)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** What is used of the Web Locks API; Node, whose types do not name it, has it too. */
type Locks = { request(name: string, act: () => Promise<unknown>): Promise<unknown> }

/** Turns among the tabs of a browser, or the workers of a program (Web Locks API). */
export function lockTurns(locks: Locks, name: string): Turns {
  // A lock is answered with what its act was.
  return <T>(act: () => Promise<T>) => locks.request(name, act) as Promise<T>
}

/** Longer than a refresh may take. */
const leaseMs = 12_000
/** A note that another tab wrote at the same moment is there by then. */
const settleMs = 30
const pauseMs = 50

/**
 * Turns among tabs by a note in their shared storage, for browsers without locks: whoever finds no note, or one that is too
 * old, writes its own, and has the turn if it is still there a moment later. Not as strict as a lock; should two go at
 * once, the service gives the same session to both.
 */
export function leaseTurns(storage: SharedStorage, name: string): Turns {
  const me = crypto.randomUUID()
  const queue = queueTurns()
  const holder = (): string | undefined => {
    const [who, until] = (storage.getItem(name) ?? '').split(' ')
    return Number(until) > Date.now() ? who : undefined
  }
  const take = async (): Promise<void> => {
    for (;;) {
      if (holder() === undefined) {
        storage.setItem(name, `${me} ${Date.now() + leaseMs}`)
        await pause(settleMs)
        if (holder() === me) return
      }
      await pause(pauseMs * (0.5 + Math.random()))
    }
  }
  return (act) =>
    queue(async () => {
      await take()
      try {
        return await act()
      } finally {
        if (holder() === me) storage.removeItem(name)
      }
    })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
