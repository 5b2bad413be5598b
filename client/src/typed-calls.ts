type ParseAs = 'json' | 'text' | 'blob' | 'stream'

/** What goes along with a call, as it is sent; which of it a path takes and needs is known to its type. */
export type Init = {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>
    readonly query?: Readonly<Record<string, unknown>>
  }
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** JSON unless something else is asked for. */
  readonly parseAs?: ParseAs
}

/** The answer of a call that was let through in `data`, a refusal in `error`. */
export type Outcome<D> = { readonly data?: D; readonly error?: unknown; readonly response: Response }

type Operation = { readonly parameters: object; readonly requestBody?: unknown; readonly responses: object }
type Verb = 'get' | 'post' | 'patch' | 'put' | 'delete'

type PathsWith<All, V extends Verb> = {
  [P in keyof All]: All[P] extends Readonly<Record<V, Operation>> ? P : never
}[keyof All]

type OperationAt<All, P extends keyof All, V extends Verb> =
  All[P] extends Readonly<Record<V, infer O>> ? (O extends Operation ? O : never) : never

type BodyOf<O extends Operation> = O extends { requestBody: { content: { 'application/json': infer B } } }
  ? { readonly body: B }
  : O extends { requestBody?: { content: { 'application/json': infer B } } }
    ? { readonly body?: B }
    : unknown

type ParamsOf<O extends Operation> = [keyof O['parameters']] extends [never]
  ? unknown
  : object extends O['parameters']
    ? { readonly params?: O['parameters'] }
    : { readonly params: O['parameters'] }

type InitOf<O extends Operation> = BodyOf<O> & ParamsOf<O>

type AnswerOf<O extends Operation> = {
  [S in Exclude<keyof O['responses'], 'default'>]: O['responses'][S] extends { content: infer C }
    ? C[keyof C]
    : undefined
}[Exclude<keyof O['responses'], 'default'>]

/** What `parseAs` makes of an answer. */
type Parsed<O extends Operation, K extends ParseAs> = {
  json: AnswerOf<O>
  text: string
  blob: Blob
  stream: ReadableStream<Uint8Array>
}[K]

/** A call that needs nothing is made with the path alone. */
type Rest<I> = object extends I ? [init?: I] : [init: I]

type Call<All, V extends Verb> = <P extends PathsWith<All, V>, K extends ParseAs = 'json'>(
  path: P,
  ...rest: Rest<InitOf<OperationAt<All, P, V>> & { readonly parseAs?: K; readonly signal?: AbortSignal }>
) => Promise<Outcome<Parsed<OperationAt<All, P, V>, K>>>

/** A function for each method that takes the paths which have it. */
export type Calls<All> = { readonly [V in Verb as Uppercase<V>]: Call<All, V> }
