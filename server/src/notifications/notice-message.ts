import { toInstant } from '../http/shapes.ts'
import type { Notice } from '../notices/notices.queries.ts'

/** What a socket says of a notice: the same members as in the list. */
export function writeMessage({ id, type, at, data }: Notice): string {
  return JSON.stringify({ id, type, at: toInstant(at), data })
}
