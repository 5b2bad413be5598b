import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Finishes what somebody has begun: refused at twice the load at which a new beginning is. */
    finishing?: boolean
    /** Lasts as long as its client likes, and costs nothing meanwhile: takes no place among those in flight. */
    lasting?: boolean
  }
}

type Reason = 'in_flight' | 'turn'

/** Milliseconds without a request after which a busy time is over. */
const restMs = 10
/** So many requests in one turn: fewer that take long are the doing of a machine that is busy with something else. */
const crowd = 100
/** How much more of a load requests bear that finish what was begun. */
const patience = 2
/** Milliseconds that work goes on whose client is gone: no statement takes longer, nor does anybody else who is asked. */
const abandonedMs = 15_000

/**
 * Refuses requests at the door while this process has more to do than it can: 503 with `Retry-After`, which costs little,
 * instead of an answer so late that nobody waits for it any more. Probes are never refused.
 */
export function shedLoad(http: FastifyInstance, app: App): void {
  const places = makePlaces()
  const turns = makeTurns()
  const { mostInFlight, turnMs } = app.config.load
  const reasonTo = (refuse: number): Reason | undefined => {
    // Who waits for a hash stands in a queue that has a limit of its own.
    if (places.taken() - app.hasher.stats().waiting >= mostInFlight * refuse) return 'in_flight'
    return turnMs > 0 && turns.areLong(turnMs * refuse) ? 'turn' : undefined
  }
  http.addHook('onRequest', (request, reply, done) => {
    const { anyHost, finishing } = request.routeOptions.config
    turns.note()
    if (anyHost) return done()
    const reason = reasonTo(finishing ? patience : 1)
    if (reason) {
      app.metrics.shed.inc({ reason })
      return done(new Problem('unavailable', { retryAfter: pause(), note: `overloaded: ${reason}` }))
    }
    places.take(request, reply)
    done()
  })
  // A body may take its time on the way: what waits for its own client takes no place from others. Guards come before.
  http.addHook('preParsing', (request, _reply, _payload, done) => {
    if (hasBody(request)) places.leave(request)
    done()
  })
  http.addHook('preValidation', (request, reply, done) => {
    places.take(request, reply)
    done()
  })
  http.addHook('onSend', (request, _reply, _payload, done) => {
    places.leave(request)
    done()
  })
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Seconds, not the same for all: who was refused together must not come again together. */
function pause(): number {
  return 1 + Math.floor(Math.random() * 3)
}

/**
 * The requests that are being worked on, by guards and from when they are there whole until their answer is. Whose client
 * is gone counts on, since its work goes on: who hangs up and comes again would fill the house at no price.
 */
function makePlaces() {
  const taken = new Set<FastifyRequest>()
  const leave = (request: FastifyRequest): void => void taken.delete(request)
  return {
    taken: () => taken.size,
    take(request: FastifyRequest, { raw }: FastifyReply): void {
      const { anyHost, lasting } = request.routeOptions.config
      // A socket that is handed over has no end of an answer.
      if (anyHost || lasting || request.raw.handshake || taken.has(request)) return
      taken.add(request)
      const abandon = (): void => {
        if (taken.has(request)) setTimeout(leave, abandonedMs, request).unref()
      }
      if (raw.closed) abandon()
      else raw.once('close', abandon)
    },
    leave,
  }
}

/**
 * How long the turns of the event loop take, from the first request that one brings. One long turn is a hiccup, of the
 * machine or the garbage collector; when the one before was long too, there is more to do than there is time.
 */
function makeTurns() {
  let began: number | undefined
  let brought = 0
  let last = 0
  let endedAt = Number.NEGATIVE_INFINITY
  const end = (): void => {
    endedAt = performance.now()
    last = endedAt - (began ?? endedAt)
    began = undefined
    brought = 0
  }
  return {
    note(): void {
      brought += 1
      if (began !== undefined) return
      began = performance.now()
      // Under load the next turn begins where the last one ended; after a rest, what was before tells nothing.
      if (began - endedAt > restMs) last = 0
      setImmediate(end)
    },
    areLong: (ms: number): boolean => brought > crowd && last > ms / 2 && performance.now() - (began ?? 0) > ms,
  }
}
