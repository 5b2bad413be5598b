import { parseEmailAddress } from '../base/email-address.ts'
import { type FieldErrors, fieldProblem, Problem } from '../base/problem.ts'
import { isUuid } from '../base/uuid.ts'
import type { BodySchema, FieldSchema } from './shapes.ts'

/** Marks a body that came as a form, where an absent box means "not ticked". */
export const fromForm = Symbol('from form')

/** The answer to a body that is there and says null. */
export const noData = 'No data provided'

type Fields = Record<string, unknown>
type Read = { value: unknown } | { faults: string[] }

/**
 * Checks a body or query against its shape, field by field, with the messages that clients of the old service know.
 * @param schema the shape; only its fields come through, everything else is dropped
 * @param given the parsed body; undefined (no body) counts as an empty object
 * @returns the checked fields, texts trimmed where the shape says so
 * @throws Problem `invalid_input` naming every wrong field, in the order of the shape
 */
export function checkFields(schema: BodySchema, given: unknown): Fields {
  const fields = asFields(given)
  refuseMissing(schema, fields)
  const required = new Set<string>((schema as { required?: readonly string[] }).required)
  const isForm = fromForm in fields
  const faults: Record<string, readonly string[]> = {}
  const checked: Fields = {}
  for (const [name, field] of Object.entries<FieldSchema>(schema.properties)) {
    const absent = !Object.hasOwn(fields, name)
    const needed = required.has(name) || isNeededInstead(field, fields)
    // Only a box that must be answered is "not ticked" by its absence: an optional one was not on the form.
    if (absent && !(needed && isForm && field['x-field'] === 'flag')) {
      if (needed) faults[name] = ['This field is required.']
      continue
    }
    const read = readField(field, absent ? false : fields[name])
    if ('faults' in read) faults[name] = read.faults
    else checked[name] = read.value
  }
  if (Object.keys(faults).length > 0) throw fieldProblem(faults satisfies FieldErrors)
  return checked
}

function asFields(given: unknown): Fields {
  if (given === undefined) return {}
  if (given === null) throw fieldProblem({ non_field_errors: [noData] })
  if (typeof given === 'object' && !Array.isArray(given)) return given as Fields
  throw fieldProblem({ non_field_errors: [noDictionary(given)] })
}

function noDictionary(given: unknown): string {
  return `Invalid data. Expected a dictionary, but got ${kindOf(given)}.`
}

function isNeededInstead(field: FieldSchema, fields: Fields): boolean {
  const other = field['x-required-without']
  return other !== undefined && !Object.hasOwn(fields, other)
}

/** The old service's words for JSON types. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'object') return 'dict'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  return Number.isInteger(value) ? 'int' : 'float'
}

function refuseMissing(schema: BodySchema, fields: Fields): void {
  const rule = schema['x-required-detail']
  if (!rule) return
  const isGiven = (name: string) => Object.hasOwn(fields, name) && !isEmpty(fields[name])
  // `a|b` asks for either of two.
  const missing = rule.fields.some((names) => !names.split('|').some(isGiven))
  if (missing) throw new Problem('invalid_input', { detail: rule.detail })
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === 0 || value === false
}

function readField(field: FieldSchema, value: unknown): Read {
  if (value === null) return { faults: ['This field may not be null.'] }
  if (field['x-field'] === 'flag') return readFlag(value)
  if (field['x-field'] === 'object') return readObject(field, value)
  if (field['x-field'] === 'whole') return readWhole(field, value)
  if (field['x-field'] === 'ids') return readIds(field, value)
  if (field['x-field'] === 'choice') return readChoice(field, value)
  if (field['x-field'] === 'listed') return readListed(field, value)
  return readText(field, value)
}

function readChoice(field: FieldSchema, value: unknown): Read {
  if (typeof value !== 'string') return { faults: [noString] }
  if (field.enum?.includes(value)) return { value }
  return { faults: [`"${value.toWellFormed()}" is not a valid choice.`] }
}

const trueWords = new Set<unknown>([true, 1])
const falseWords = new Set<unknown>([false, 0])
for (const word of ['t', 'true', 'y', 'yes', 'on']) addSpellings(trueWords, word)
for (const word of ['f', 'false', 'n', 'no', 'off']) addSpellings(falseWords, word)
trueWords.add('1')
falseWords.add('0')

/** Lower, Capitalised and UPPER; no other mixture was ever understood. */
function addSpellings(words: Set<unknown>, word: string): void {
  words.add(word).add(word.toUpperCase())
  words.add(`${word.charAt(0).toUpperCase()}${word.slice(1)}`)
}

function readFlag(value: unknown): Read {
  if (trueWords.has(value)) return { value: true }
  if (falseWords.has(value)) return { value: false }
  return { faults: ['Must be a valid boolean.'] }
}

/** Long enough to know one's own mistake by. */
const shownChoice = 100

function readListed(field: FieldSchema, value: unknown): Read {
  if (typeof value === 'string' && field['x-listed']?.includes(value)) return { value }
  const shown = typeof value === 'string' ? value : pythonText(value)
  return { faults: [`"${shown.toWellFormed().slice(0, shownChoice)}" is not a valid choice.`] }
}

/** A JSON value as the old service wrote it in sentences. */
function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value !== 'object' || value === null) return value === null ? 'None' : String(value)
  const members = Object.entries(value).map(([name, member]) => `'${name}': ${pythonText(member)}`)
  return `{${members.join(', ')}}`
}

function readObject(field: FieldSchema, value: unknown): Read {
  if (typeof value !== 'object' || Array.isArray(value)) return { faults: [noDictionary(value)] }
  const max = field['x-max-size']
  if (max !== undefined && JSON.stringify(value).length > max) {
    return { faults: [`Ensure this field has no more than ${max} characters.`] }
  }
  return { value }
}

/** A form has one value a name, so a list never comes from one: what it would be read as is refused for being empty. */
function readIds({ maxItems = 1 }: FieldSchema, value: unknown): Read {
  if (!Array.isArray(value)) return { faults: [`Expected a list of items but got type "${kindOf(value)}".`] }
  if (value.length === 0) return { faults: ['This list may not be empty.'] }
  if (value.length > maxItems) return { faults: [`Ensure this field has no more than ${maxItems} elements.`] }
  const right = value.every((item) => typeof item === 'string' && isUuid(item)) && new Set(value).size === value.length
  return right ? { value } : { faults: ['Each item must be a valid id, and none twice.'] }
}

function readWhole({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: FieldSchema, value: unknown): Read {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return { faults: ['A valid integer is required.'] }
  const number = Number(value)
  if (number > maximum) return { faults: [`Ensure this value is less than or equal to ${maximum}.`] }
  if (number < minimum) return { faults: [`Ensure this value is greater than or equal to ${minimum}.`] }
  return { value: number }
}

function readText(field: FieldSchema, value: unknown): Read {
  const isEmail = field['x-field'] === 'email'
  if (typeof value !== 'string') return { faults: [isEmail ? badEmail : noString] }
  // A password of blanks alone is blank too, but the blanks around one count.
  const trimmed = value.trim()
  const isBlank = trimmed === '' || (field['x-field'] === 'text' && unseen.test(trimmed))
  if (isBlank && field['x-allow-blank'] !== true) return { faults: ['This field may not be blank.'] }
  const text = field['x-field'] === 'verbatim' ? value : trimmed
  const faults = textFaults(text, field.maxLength)
  if (isEmail && (faults.length > 0 || !parseEmailAddress(text)) && !tooLongOnly(faults)) faults.push(badEmail)
  return faults.length > 0 ? { faults } : { value: text }
}

/** Nothing but characters that show nothing, such as a zero-width space: a name of those names nobody. */
const unseen = /^[\s\p{Default_Ignorable_Code_Point}]*$/u

const noString = 'Not a valid string.'
const badEmail = 'Enter a valid email address.'

function tooLongOnly(faults: readonly string[]): boolean {
  return faults.length === 1 && faults[0]?.startsWith('Ensure') === true
}

/** A surrogate without its partner: no character, and not storable. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

function textFaults(text: string, max: number | undefined): string[] {
  const faults: string[] = []
  if (text.includes('\0')) faults.push('Null characters are not allowed.')
  const surrogate = loneSurrogate.exec(text)?.[0].charCodeAt(0)
  if (surrogate !== undefined) {
    faults.push(`Surrogate characters are not allowed: U+${surrogate.toString(16).toUpperCase()}.`)
  }
  if (max !== undefined && text.length > max && [...text].length > max) {
    faults.push(`Ensure this field has no more than ${max} characters.`)
  }
  return faults
}
