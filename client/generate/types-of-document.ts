type Schema = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly description?: string
}
type Content = { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema }
type Operation = {
  readonly summary?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content & { readonly required?: boolean }
  readonly responses: Readonly<Record<string, Content>>
}
export type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

const head = `// Written by \`npm run types -w client\` from server/openapi.json, and never by hand.

/** Every refusal has a stable word; the rest is a sentence, or messages by field. */
export type ProblemBody = { error: string; detail?: string; [more: string]: unknown }

/** Each path with its methods, in the shape that typed-calls.ts reads. */
export type Paths = {
`

/**
 * The TypeScript types of an OpenAPI document of ours. It knows the words that our routes use, and stops at others, so
 * that nothing becomes `unknown` unseen.
 * @throws TypeError for a kind of schema it does not know
 */
export function typesOfDocument({ paths }: Document): string {
  const entries = Object.entries(paths).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => typeOfOperation(method, operation))
    return `  ${quoted(path)}: {\n${operations.join('')}  }\n`
  })
  return `${head}${entries.join('')}}\n`
}

function typeOfOperation(method: string, { summary, parameters = [], requestBody, responses }: Operation): string {
  const body = requestBody?.content?.['application/json']?.schema
  const mark = requestBody?.required === false ? '?' : ''
  const lines = [
    `parameters: ${typeOfParameters(parameters)}`,
    body ? `requestBody${mark}: { content: { 'application/json': ${typeOf(body)} } }` : 'requestBody?: never',
    `responses: ${typeOfResponses(responses)}`,
  ]
  return `    /** ${summary ?? method} */\n    ${method}: {\n${lines.map((line) => `      ${line}\n`).join('')}    }\n`
}

function typeOfParameters(parameters: readonly Parameter[]): string {
  const groups = ['query', 'path'].flatMap((place) => {
    const those = parameters.filter((one) => one.in === place)
    if (those.length === 0) return []
    const mark = those.some(({ required }) => required) ? '' : '?'
    const members = those.map((one) => `${quoted(one.name)}${one.required ? '' : '?'}: ${typeOf(one.schema)}`)
    return [`${place}${mark}: { ${members.join('; ')} }`]
  })
  return groups.length === 0 ? '{}' : `{ ${groups.join('; ')} }`
}

/** Refusals all look alike, so that one type stands for them. */
function typeOfResponses(responses: Operation['responses']): string {
  const good = Object.entries(responses).filter(([status]) => Number(status) < 400)
  const members = good.map(([status, { content = {} }]) => {
    const [[kind, { schema }] = ['', { schema: undefined }]] = Object.entries(content)
    return schema === undefined
      ? `${status}: { content?: never }`
      : `${status}: { content: { ${quoted(kind)}: ${typeOf(schema)} } }`
  })
  return `{ ${[...members, "default: { content: { 'application/json': ProblemBody } }"].join('; ')} }`
}

function typeOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.enum)
    return schema.enum.map((word) => (typeof word === 'string' ? quoted(word) : String(word))).join(' | ')
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'number':
    case 'integer':
      return 'number'
    case 'array':
      return `(${schema.items ? typeOf(schema.items) : 'unknown'})[]`
    case 'object':
      return typeOfObject(schema)
    case undefined:
      if (Object.keys(schema).every((name) => /^(description|examples?)$/.test(name))) return 'unknown'
  }
  throw new TypeError(`no type for ${JSON.stringify(schema)}`)
}

function typeOfObject({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?'
    return `${/^\w+$/.test(name) ? name : quoted(name)}${mark}: ${typeOf(schema)}`
  })
  if (additionalProperties === true) members.push('[more: string]: unknown')
  else if (typeof additionalProperties === 'object') members.push(`[name: string]: ${typeOf(additionalProperties)}`)
  return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`
}
