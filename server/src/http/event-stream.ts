import type { FastifyReply } from 'fastify'

/** Proxies and clients take a silent connection for a dead one. */
const heartbeatMs = 15_000
/** Who reads so slowly that this much waits is cut off and may come again. */
const mostWaiting = 256 * 1024

export type EventStream = {
  /** Sends one event; `data` has no line breaks. */
  readonly send: (event: string, data: string) => void
  readonly close: () => void
}

/**
 * Turns an answer into a stream of server-sent events (HTML standard, section 9.2).
 * @param onClose called once, whoever ended it
 */
export function openEventStream(reply: FastifyReply, onClose: () => void): EventStream {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Proxies that collect answers before they pass them on would hold events back.
    'X-Accel-Buffering': 'no',
  })
  const write = (text: string): void => {
    // An end and a last event may cross; what is written behind an end would be an error that nobody awaits.
    if (raw.writableEnded || raw.destroyed) return
    raw.write(text)
    if (raw.writableLength > mostWaiting) raw.destroy()
  }
  const beat = setInterval(() => write(': still here\n\n'), heartbeatMs)
  beat.unref()
  raw.once('close', () => {
    clearInterval(beat)
    onClose()
  })
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${data}\n\n`),
    close: () => void raw.end(),
  }
}
