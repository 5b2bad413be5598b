import { checkJson, jsonProblem } from './check-json.ts'
import { decodeUtf8 } from './decode-utf8.ts'

/**
 * Reads a request body as JSON, strictly: UTF-8 without a byte order mark, one value, each key of an object once, at
 * most 32 levels deep, finite numbers only. A key `__proto__` becomes an own property like any other and changes no
 * prototype. An empty body is refused; whether it may stand for `{}` is the caller's matter.
 * @param body the whole body; bytes are decoded here
 * @returns the value, of any JSON type
 * @throws Problem `malformed_body`, with the place of the first fault
 */
export function parseJsonBody(body: string | Buffer): unknown {
  const text = typeof body === 'string' ? body : decodeBody(body)
  checkJson(text)
  return JSON.parse(text)
}

function decodeBody(body: Buffer): string {
  const decoded = decodeUtf8(body)
  if ('fault' in decoded) throw jsonProblem(decoded.fault)
  return decoded.text
}
