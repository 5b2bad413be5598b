import { ApiProblem } from './api-problem.ts'

/** What the service tells on open pages. */
export type Notice = {
  readonly id: string
  readonly type: string
  readonly at: string
  readonly data: Readonly<Record<string, unknown>>
}

type Stream = {
  /** Such as `wss://auth.example.com`. */
  readonly origin: string
  /** Gets a one-time ticket for the present session. @throws ApiProblem */
  readonly ticket: () => Promise<string>
  /** From now on nothing is missed; what came before is in the list. */
  readonly onOpen: () => void
  readonly onNotice: (notice: Notice) => void
  /** The session behind the socket has ended. */
  readonly onOver: () => void
}

/** The service's word for a session that has ended, and for too many sockets. */
const over = 4401
const tooMany = 4429
const longestPauseMs = 30_000

/**
 * Hears of notices as long as it is not stopped: comes back after a pause that grows, and asks for what it missed.
 * @returns what stops it
 */
export function followNotices({ origin, ticket, onOpen, onNotice, onOver }: Stream): () => void {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let tries = 0
  let last: string | undefined

  const later = (): void => {
    if (stopped) return
    // Spread, so that not everybody comes back at once after the service was away.
    const wait = Math.min(longestPauseMs, 500 * 2 ** tries) * (0.5 + Math.random() / 2)
    tries += 1
    timer = setTimeout(() => void open(), wait)
  }
  const open = async (): Promise<void> => {
    const secret = await ticket().catch((error: unknown) => {
      if (!(error instanceof ApiProblem) || error.status !== 401) later()
      return undefined
    })
    if (secret === undefined || stopped) return
    const query = last === undefined ? '' : `?after=${last}`
    socket = new WebSocket(`${origin}/ws/notifications/${query}`, ['kalosphere.notices.v1', `ticket.${secret}`])
    socket.addEventListener('open', () => {
      tries = 0
      onOpen()
    })
    socket.addEventListener('message', ({ data }) => {
      const notice: Notice = JSON.parse(String(data))
      last = notice.id
      onNotice(notice)
    })
    socket.addEventListener('close', ({ code }) => {
      if (stopped || code === tooMany) return
      if (code === over) onOver()
      else later()
    })
  }
  void open()
  return () => {
    stopped = true
    clearTimeout(timer)
    socket?.close()
  }
}
