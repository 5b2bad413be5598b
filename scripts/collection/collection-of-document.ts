import { flow, variables } from './flow.ts'
import { type Collection, type Folder, holder, type Item, jsonBody, nobody, schema, service, urlOf } from './postman.ts'

type Parameter = { readonly name: string; readonly in: string; readonly description?: string }
type Operation = {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> }
}
export type Document = {
  readonly info: { readonly title: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly tags: readonly { readonly name: string; readonly description: string }[]
}

/** A Postman collection of an OpenAPI document of ours: the flow first, then every call, by the document's tags. */
export function collectionOf({ info, paths, tags }: Document): Collection {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags?.[0],
      item: itemOf(path, method, operation),
    })),
  )
  const folders = tags.map(
    ({ name, description }): Folder => ({
      name,
      description,
      item: operations.filter(({ tag }) => tag === name).map(({ item }) => item),
    }),
  )
  const said = { name: info.title, description: info.description, schema }
  return {
    info: said,
    variable: variables,
    auth: nobody,
    item: [flow, ...folders.filter(({ item }) => item.length > 0)],
  }
}

function itemOf(path: string, method: string, operation: Operation): Item {
  const { summary = path, description, parameters = [], requestBody } = operation
  const content = requestBody?.content['application/json']
  return {
    name: summary,
    request: {
      method: method.toUpperCase(),
      url: { ...urlOf(path), ...partsOf(parameters) },
      ...(content === undefined ? { header: [] } : jsonBody(filledIn(content.example ?? {}))),
      auth: authOf(operation),
      ...(description === undefined ? {} : { description }),
    },
  }
}

/** Questions are there to be switched on; parts of the path have to be filled in. */
function partsOf(parameters: readonly Parameter[]) {
  const asked = parameters.filter((one) => one.in === 'query')
  const parts = parameters.filter((one) => one.in === 'path')
  return {
    ...(asked.length === 0 ? {} : { query: asked.map((one) => ({ ...variableOf(one), disabled: true })) }),
    ...(parts.length === 0 ? {} : { variable: parts.map(variableOf) }),
  }
}

function variableOf({ name, description }: Parameter) {
  return { key: name, value: '', ...(description === undefined ? {} : { description }) }
}

function authOf({ security = [] }: Operation) {
  const kinds = security.flatMap((one) => Object.keys(one))
  if (kinds.includes('bearer')) return holder
  return kinds.includes('service') ? service : nobody
}

const known = new Set(variables.map(({ key }) => key))

/** What the collection has a variable for is taken from it. */
function filledIn(example: unknown): unknown {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) return example
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => [name, known.has(name) ? `{{${name}}}` : value]),
  )
}
