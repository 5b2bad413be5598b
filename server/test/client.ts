import assert from 'node:assert/strict'

export type Answer = {
  readonly status: number
  readonly headers: Headers
  /** The parsed body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly body: any
  readonly text: string
}

type Send = { body?: unknown; form?: Record<string, string>; raw?: string | Buffer; headers?: Record<string, string> }

export type Client = {
  /** Sends a request to a path of the service, such as `/api/auth/login/`. */
  readonly send: (method: string, path: string, send?: Send) => Promise<Answer>
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answer>
  readonly post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  /** The same client, with a bearer token. */
  readonly as: (access: string) => Client
  /** The same client, with more headers. */
  readonly with: (headers: Record<string, string>) => Client
}

type Operation = { responses?: Record<string, { content?: Record<string, { schema?: Schema }> }> }
type Schema = { properties?: Record<string, { enum?: string[] }> }

/**
 * A client that speaks HTTP and nothing else. Every refusal it is given must be declared in the API document.
 * @param documented the service's OpenAPI document
 */
export function makeClient(origin: string, headers: Record<string, string>, documented: unknown): Client {
  const send: Client['send'] = async (method, path, given = {}) => {
    const { payload, type } = encode(given)
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { ...type, ...headers, ...given.headers },
      redirect: 'manual',
      ...(payload === undefined ? {} : { body: payload }),
    })
    const text = await response.text()
    const isJson = /^application\/(?!x-nd).*json/.test(response.headers.get('content-type') ?? '') && text !== ''
    const answer = {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    }
    requireDeclared(documented, { method, path, answer })
    return answer
  }
  return {
    send,
    get: (path, more = {}) => send('GET', path, { headers: more }),
    post: (path, body, more = {}) =>
      send('POST', path, body === undefined ? { headers: more } : { body, headers: more }),
    as: (access) => makeClient(origin, { ...headers, authorization: `Bearer ${access}` }, documented),
    with: (more) => makeClient(origin, { ...headers, ...more }, documented),
  }
}

function encode({ body, form, raw }: Send): { payload: string | Buffer | undefined; type: Record<string, string> } {
  if (form)
    return {
      payload: new URLSearchParams(form).toString(),
      type: { 'content-type': 'application/x-www-form-urlencoded' },
    }
  if (raw !== undefined) return { payload: raw, type: { 'content-type': 'application/json' } }
  if (body !== undefined) return { payload: JSON.stringify(body), type: { 'content-type': 'application/json' } }
  return { payload: undefined, type: {} }
}

/** The path whose parameters stand for the parts of this one. */
function findTemplate<T>(paths: Record<string, T>, path: string): T | undefined {
  const given = path.replace(/\/$/, '').split('/')
  const fits = (template: string): boolean => {
    const parts = template.replace(/\/$/, '').split('/')
    return parts.length === given.length && parts.every((part, i) => part.startsWith('{') || part === given[i])
  }
  return Object.entries(paths).find(([template]) => fits(template))?.[1]
}

/** A refusal that no schema names is a surprise to every client: the test fails. */
function requireDeclared(documented: unknown, sent: { method: string; path: string; answer: Answer }): void {
  const { method, answer } = sent
  const path = sent.path.split('?', 1)[0] ?? ''
  const paths = (documented as { paths: Record<string, Record<string, Operation>> }).paths
  const template = paths[path] ?? paths[`${path}/`] ?? findTemplate(paths, path)
  const operation = template?.[method.toLowerCase()]
  const word: unknown = answer.body?.error
  if (!operation || typeof word !== 'string') return
  const [content] = Object.values(operation.responses?.[answer.status]?.content ?? {})
  const words = content?.schema?.properties?.error?.enum ?? []
  assert.ok(
    words.includes(word),
    `${method} ${path} answered ${answer.status} ${word}, which its schema does not declare`,
  )
}
