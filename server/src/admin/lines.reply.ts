import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { toInstant } from '../http/shapes.ts'
import type { App } from '../platform/app.ts'

const types = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const
export type LinesFormat = keyof typeof types

/** Sends lines as a file of today's name, as fast as they are taken. */
export function sendLines(
  app: App,
  reply: FastifyReply,
  { lines, name, format }: { lines: Readable; name: string; format: LinesFormat },
): FastifyReply {
  const day = toInstant(app.now()).slice(0, 10)
  const file = `attachment; filename="kalosphere-${name}-${day}.${format}"`
  return reply.type(types[format]).header('Content-Disposition', file).send(lines)
}
