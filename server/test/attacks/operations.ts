import type { TestServer } from '../harness.ts'

export type Field = { type?: string; enum?: string[]; maxLength?: number; format?: string }
export type Operation = {
  readonly method: string
  readonly path: string
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Record<string, unknown>[]
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema?: Schema }> }>>
  /** The fields of the JSON body; none for operations without one. */
  readonly fields: Readonly<Record<string, Field>>
}

/** As much of JSON Schema as our document uses. */
export type Schema = {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  enum?: string[]
  anyOf?: Schema[]
}

type Written = Omit<Operation, 'method' | 'path' | 'fields'> & {
  requestBody?: { content: { 'application/json': { schema: { properties: Record<string, Field> } } } }
}

/** Every operation of the service's own OpenAPI document. */
export async function readOperations(server: TestServer): Promise<Operation[]> {
  const { body } = await server.client().get('/api/openapi.json')
  const paths = body.paths as Record<string, Record<string, Written>>
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody, ...written }]) => {
      const fields = requestBody?.content['application/json'].schema.properties ?? {}
      return { ...written, method: method.toUpperCase(), path, fields }
    }),
  )
}

/** The operations that take a body; some acts need none, and pass over what is sent, as the old service did. */
export async function readBodyOperations(server: TestServer): Promise<Operation[]> {
  return (await readOperations(server)).filter(({ fields }) => Object.keys(fields).length > 0)
}

/** A body of the right shape that nothing in the service knows. */
export function wellShaped(fields: Operation['fields']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, sampleOf(name, field)]))
}

function sampleOf(name: string, { type, enum: words, format }: Field): unknown {
  if (words) return words[0]
  if (type === 'boolean') return true
  if (type === 'array') return [crypto.randomUUID()]
  if (type === 'object') return { id: 'Zq8vbnw', response: {} }
  if (format === 'email') return 'nobody.here@example.com'
  const known: Record<string, string> = { locale: 'en', timezone: 'UTC', avatar_url: 'https://example.com/a.png' }
  return known[name] ?? 'Zq8!vbnw-text'
}
