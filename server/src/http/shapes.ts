import type { Static, TObject, TProperties, TSchema } from 'typebox'
import { Type } from './type.ts'

/**
 * How a field is read, beyond its JSON type. Kept as a schema extension so that one schema gives the check, the type,
 * the document and the serialiser.
 */
export type FieldKind = 'text' | 'verbatim' | 'email' | 'choice' | 'listed' | 'flag' | 'object' | 'whole' | 'ids'

export type FieldSchema = TSchema & {
  'x-field'?: FieldKind
  enum?: readonly string[]
  maxLength?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  'x-max-size'?: number
  'x-listed'?: readonly string[]
  'x-allow-blank'?: boolean
  'x-required-without'?: string
}
export type BodySchema = TObject & {
  /** The old service's one sentence when any of these is missing or empty, instead of messages by field. */
  'x-required-detail'?: { fields: readonly string[]; detail: string }
}

type FieldOptions = {
  description?: string
  examples?: unknown[]
  /** Names another field: this optional one must be there when that one is not. */
  'x-required-without'?: string
}

/** Text whose surrounding blanks are cut. `max` in code points. */
export function textField(max: number, options: FieldOptions = {}) {
  return Type.String({ ...options, maxLength: max, 'x-field': 'text' })
}

/** Text that may also be emptied, such as a display name. `max` in code points. */
export function clearableField(max: number, options: FieldOptions = {}) {
  return Type.String({ ...options, maxLength: max, 'x-field': 'text', 'x-allow-blank': true })
}

/** Text taken exactly as sent, such as a password or a token. */
export function verbatimField(max: number, options: FieldOptions = {}) {
  return Type.String({ ...options, maxLength: max, 'x-field': 'verbatim' })
}

/** One e-mail address; 254 characters is the longest that SMTP can carry (RFC 5321, errata 1690). */
export function emailField(options: FieldOptions = {}) {
  return Type.String({
    examples: ['user@example.com'],
    ...options,
    maxLength: 254,
    format: 'email',
    'x-field': 'email',
  })
}

/** One of a few words, exactly as they are. */
export function choiceField<W extends string>(words: readonly [W, ...W[]], options: FieldOptions = {}) {
  return Type.Unsafe<W>({ ...options, type: 'string', enum: words, 'x-field': 'choice' })
}

/** A boolean, in JSON or in one of the spellings that old clients send. */
export function flagField(options: FieldOptions = {}) {
  return Type.Boolean({ ...options, 'x-field': 'flag' })
}

/** One of a list of words that the configuration makes, and the document therefore does not hold. */
export function listedField(words: readonly string[], options: FieldOptions = {}) {
  return Type.String({ ...options, 'x-listed': words, 'x-field': 'listed' })
}

/**
 * An object whose members are another's to check, such as what a browser made of a credential.
 * @param max characters of it as JSON
 */
export function objectField(max: number, options: FieldOptions = {}) {
  const kind = { type: 'object', additionalProperties: true, 'x-field': 'object', 'x-max-size': max }
  return Type.Unsafe<Readonly<Record<string, unknown>>>({ ...options, ...kind })
}

/** A list of ids, each once: one at least and `most` at most. */
export function idsField(most: number, options: FieldOptions = {}) {
  const id = Type.String({ format: 'uuid' })
  return Type.Array(id, { ...options, minItems: 1, maxItems: most, uniqueItems: true, 'x-field': 'ids' })
}

/** A whole number in a query, written in digits. Bounds included. */
export function wholeField(minimum: number, maximum: number, options: FieldOptions = {}) {
  return Type.Integer({ ...options, minimum, maximum, 'x-field': 'whole' })
}

/** A request body whose faults are told field by field. */
export function body<P extends TProperties>(properties: P, options: { example?: unknown } = {}) {
  return Type.Object(properties, options.example === undefined ? {} : { examples: [options.example] })
}

/**
 * A request body whose missing fields are told in one sentence, as the old service did for some endpoints.
 * @param fields names that must be there and not empty; `a|b` asks for either of two
 */
export function bodyRequiring<P extends TProperties>(detail: string, fields: readonly string[], properties: P) {
  return Type.Object(properties, { 'x-required-detail': { fields, detail } })
}

/** `{ detail: "…" }` */
export const DetailReply = Type.Object({ detail: Type.String() })

export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' })
export const Id = Type.String({ format: 'uuid' })

/** How a client asks for a part of a list. */
export const PageQuery = Type.Object({
  limit: Type.Optional(wholeField(1, 100, { description: 'How many at most; 50 when left out' })),
  cursor: Type.Optional(verbatimField(100, { description: 'Where to go on: `next` of the answer before' })),
})

/** A part of a list, and how to get the next one. */
export function pageReply<S extends TSchema>(Row: S) {
  return Type.Object({
    results: Type.Array(Row),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'The cursor of the next part; null behind the last',
    }),
  })
}

/** The text of an instant as all answers carry it. */
export function toInstant(at: Date): string {
  return at.toISOString()
}

export type { Static }
