/** What we use of Postman's collection format, version 2.1. */
export type Collection = {
  readonly info: { readonly name: string; readonly description: string; readonly schema: string }
  readonly variable: readonly Variable[]
  readonly auth: Auth
  readonly item: readonly Folder[]
}
export type Variable = { readonly key: string; readonly value: string; readonly description?: string }
export type Folder = { readonly name: string; readonly description?: string; readonly item: readonly Item[] }
export type Item = { readonly name: string; readonly request: Request; readonly event?: readonly Event[] }

type Auth =
  | { readonly type: 'noauth' }
  | { readonly type: 'bearer'; readonly bearer: readonly Pair[] }
  | { readonly type: 'basic'; readonly basic: readonly Pair[] }
type Pair = { readonly key: string; readonly value: string; readonly type: 'string' }

export type Request = {
  readonly method: string
  readonly url: Url
  readonly header: readonly Variable[]
  readonly auth?: Auth
  readonly body?: Body
  readonly description?: string
}
type Url = {
  readonly raw: string
  readonly host: readonly string[]
  readonly path: readonly string[]
  readonly query?: readonly (Variable & { readonly disabled: boolean })[]
  readonly variable?: readonly Variable[]
}
type Body = {
  readonly mode: 'raw'
  readonly raw: string
  readonly options: { readonly raw: { readonly language: 'json' } }
}
type Event = {
  readonly listen: 'test'
  readonly script: { readonly type: 'text/javascript'; readonly exec: readonly string[] }
}

export const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

export const nobody: Auth = { type: 'noauth' }
export const holder: Auth = { type: 'bearer', bearer: [{ key: 'token', value: '{{access}}', type: 'string' }] }
export const service: Auth = {
  type: 'basic',
  basic: [
    { key: 'username', value: '{{client_id}}', type: 'string' },
    { key: 'password', value: '{{client_secret}}', type: 'string' },
  ],
}

/** @param path with `{names}` for its parts */
export function urlOf(path: string): Url {
  const spelled = path.replaceAll(/\{(\w+)\}/g, ':$1')
  // The slash at the end belongs to the path; Postman writes it as an empty last part.
  return { raw: `{{base_url}}${spelled}`, host: ['{{base_url}}'], path: spelled.slice(1).split('/') }
}

export function jsonBody(value: unknown): Pick<Request, 'body' | 'header'> {
  return {
    header: [{ key: 'Content-Type', value: 'application/json' }],
    body: { mode: 'raw', raw: JSON.stringify(value, null, 2), options: { raw: { language: 'json' } } },
  }
}

export function scriptOf(exec: readonly string[]): Event {
  return { listen: 'test', script: { type: 'text/javascript', exec } }
}
