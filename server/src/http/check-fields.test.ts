import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../base/problem.ts'
import { checkFields, fromForm } from './check-fields.ts'
import {
  type BodySchema,
  body,
  bodyRequiring,
  choiceField,
  clearableField,
  emailField,
  flagField,
  objectField,
  textField,
  verbatimField,
  wholeField,
} from './shapes.ts'
import { Type } from './type.ts'

const shape = body({
  email: emailField(),
  name: textField(5),
  secret: verbatimField(10),
  agreed: flagField(),
  note: Type.Optional(clearableField(10)),
}) as unknown as BodySchema
const good = { email: 'a@example.com', name: 'ana', secret: 'pass word', agreed: true }

function faultsOf(given: unknown, schema = shape): unknown {
  try {
    return checkFields(schema, given)
  } catch (error) {
    assert.ok(error instanceof Problem)
    return error.body()
  }
}

test('what is declared comes through, trimmed where it may be, and nothing else', () => {
  const given = { ...good, name: ' ana ', secret: ' s ', is_staff: true, constructor: 1 }
  assert.deepEqual(checkFields(shape, given), { ...good, name: 'ana', secret: ' s ' })
})

test('an own __proto__ key is dropped and pollutes nothing', () => {
  const given = JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}')
  const checked = checkFields(body({ note: Type.Optional(textField(5)) }) as unknown as BodySchema, given)
  assert.deepEqual(checked, {})
  assert.equal(({} as { admin?: boolean }).admin, undefined)
})

test('an inherited name is not a field that was sent', () => {
  const schema = body({ toString: textField(5) }) as unknown as BodySchema
  assert.deepEqual(faultsOf({}, schema), { toString: ['This field is required.'], error: 'invalid_input' })
})

const wrong: [name: string, given: Record<string, unknown>, faults: Record<string, string[]>][] = [
  ['null', { name: null }, { name: ['This field may not be null.'] }],
  ['blank', { name: '  ' }, { name: ['This field may not be blank.'] }],
  ['nothing but unseen characters', { name: '\u200b \u2060\u{e0001}' }, { name: ['This field may not be blank.'] }],
  ['a password of blanks', { secret: '   ' }, { secret: ['This field may not be blank.'] }],
  ['a number for a text', { name: 5 }, { name: ['Not a valid string.'] }],
  ['a list for a text', { name: ['a'] }, { name: ['Not a valid string.'] }],
  ['a list for an address', { email: ['a'] }, { email: ['Enter a valid email address.'] }],
  ['U+0000', { name: 'a\0b' }, { name: ['Null characters are not allowed.'] }],
  ['half a pair', { name: '\ud800' }, { name: ['Surrogate characters are not allowed: U+D800.'] }],
  ['too long', { name: 'abcdef' }, { name: ['Ensure this field has no more than 5 characters.'] }],
  ['not a flag', { agreed: 'maybe' }, { agreed: ['Must be a valid boolean.'] }],
  [
    'two at once, in the order of the shape',
    { agreed: 2, email: 'x' },
    { email: ['Enter a valid email address.'], agreed: ['Must be a valid boolean.'] },
  ],
]
for (const [name, given, faults] of wrong) {
  test(`a wrong field is told in the old words: ${name}`, () => {
    assert.deepEqual(faultsOf({ ...good, ...given }), { ...faults, error: 'invalid_input' })
  })
}

test('length counts code points, not halves of them', () => {
  assert.deepEqual(checkFields(shape, { ...good, name: '😀😀😀😀😀' }), { ...good, name: '😀😀😀😀😀' })
})

test('a clearable field may be emptied', () => {
  assert.deepEqual(checkFields(shape, { ...good, note: '' }), { ...good, note: '' })
})

test('a choice is one of its words, letter by letter; anything else is told back', () => {
  const schema = body({ kind: Type.Optional(choiceField(['email', 'sms'])) }) as unknown as BodySchema
  assert.deepEqual(checkFields(schema, { kind: 'sms' }), { kind: 'sms' })
  assert.deepEqual(checkFields(schema, {}), {})
  const rows: [given: unknown, fault: string][] = [
    ['push', '"push" is not a valid choice.'],
    ['', '"" is not a valid choice.'],
    [' sms', '" sms" is not a valid choice.'],
    ['\ud800', '"\ufffd" is not a valid choice.'],
    [null, 'This field may not be null.'],
    [['sms'], 'Not a valid string.'],
    [0, 'Not a valid string.'],
  ]
  for (const [kind, fault] of rows)
    assert.deepEqual(faultsOf({ kind }, schema), { kind: [fault], error: 'invalid_input' })
})

const spellings = ['true', 'True', 'TRUE', 't', 'T', 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', '1', 1, true]
for (const spelling of spellings) {
  test(`old clients' way to say yes: ${JSON.stringify(spelling)}`, () => {
    assert.equal(checkFields(shape, { ...good, agreed: spelling }).agreed, true)
  })
}
for (const spelling of ['yES', ' true ', '', 2, '2', [], {}]) {
  test(`no way to say yes: ${JSON.stringify(spelling)}`, () => {
    assert.deepEqual(faultsOf({ ...good, agreed: spelling }), {
      agreed: ['Must be a valid boolean.'],
      error: 'invalid_input',
    })
  })
}

test('an absent box of a form is not ticked; in JSON the field is missing', () => {
  const { agreed: _, ...rest } = good
  assert.equal(checkFields(shape, { ...rest, [fromForm]: true }).agreed, false)
  assert.deepEqual(faultsOf(rest), { agreed: ['This field is required.'], error: 'invalid_input' })
})

test('an absent optional box of a form was not on the form', () => {
  const schema = body({ agreed: Type.Optional(flagField()) }) as unknown as BodySchema
  assert.deepEqual(checkFields(schema, { [fromForm]: true }), {})
})

test('either of two fields must be there', () => {
  const schema = body({
    token: Type.Optional(textField(9, { 'x-required-without': 'email' })),
    email: Type.Optional(emailField()),
    name: textField(9),
  }) as unknown as BodySchema
  const missing = { token: ['This field is required.'], name: ['This field is required.'], error: 'invalid_input' }
  assert.deepEqual(faultsOf({}, schema), missing)
  for (const given of [{ token: 't' }, { email: 'a@example.com' }]) {
    assert.deepEqual(checkFields(schema, { ...given, name: 'n' }), { ...given, name: 'n' })
  }
})

const notObjects: [unknown, string][] = [
  [[], 'Invalid data. Expected a dictionary, but got list.'],
  ['x', 'Invalid data. Expected a dictionary, but got str.'],
  [5, 'Invalid data. Expected a dictionary, but got int.'],
  [5.5, 'Invalid data. Expected a dictionary, but got float.'],
  [true, 'Invalid data. Expected a dictionary, but got bool.'],
  [null, 'No data provided'],
]
for (const [given, message] of notObjects) {
  test(`a body that is no object: ${JSON.stringify(given)}`, () => {
    assert.deepEqual(faultsOf(given), { non_field_errors: [message], error: 'invalid_input' })
  })
}

test('one sentence for what is missing, where the old service had one', () => {
  const schema = bodyRequiring('Both are required.', ['email|name', 'secret'], {
    email: Type.Optional(textField(9)),
    name: Type.Optional(textField(9)),
    secret: textField(9),
  }) as unknown as BodySchema
  const refused = { detail: 'Both are required.', error: 'invalid_input' }
  for (const given of [{}, { email: 'a' }, { secret: 's' }, { email: '', secret: 's' }, { name: 'n', secret: 0 }]) {
    assert.deepEqual(faultsOf(given, schema), refused)
  }
  assert.deepEqual(faultsOf({ name: 'n', secret: 's' }, schema), { name: 'n', secret: 's' })
})

test('an object comes through with all its members, up to its size', () => {
  const schema = body({ credential: objectField(40) }) as unknown as BodySchema
  const credential = { id: 'a', response: { more: [1] } }
  assert.deepEqual(checkFields(schema, { credential }), { credential })
  const cases: readonly [given: unknown, sentence: string][] = [
    ['text', 'Invalid data. Expected a dictionary, but got str.'],
    [[{}], 'Invalid data. Expected a dictionary, but got list.'],
    [7, 'Invalid data. Expected a dictionary, but got int.'],
    [null, 'This field may not be null.'],
    [{ id: 'x'.repeat(32) }, 'Ensure this field has no more than 40 characters.'],
  ]
  for (const [given, sentence] of cases) {
    assert.deepEqual(faultsOf({ credential: given }, schema), { credential: [sentence], error: 'invalid_input' })
  }
  assert.deepEqual(checkFields(schema, { credential: { id: 'x'.repeat(31) } }), { credential: { id: 'x'.repeat(31) } })
})

test('a whole number of a query is digits within bounds', () => {
  const schema = body({ limit: Type.Optional(wholeField(1, 100)) }) as unknown as BodySchema
  for (const [given, number] of [
    ['1', 1],
    ['100', 100],
    ['007', 7],
  ] as const) {
    assert.deepEqual(checkFields(schema, { limit: given }), { limit: number })
  }
  const notWhole = 'A valid integer is required.'
  const cases: readonly [given: unknown, sentence: string][] = [
    ['0', 'Ensure this value is greater than or equal to 1.'],
    ['101', 'Ensure this value is less than or equal to 100.'],
    ...['', ' 5', '-1', '1.5', '1e2', '0x10', '9'.repeat(16), ['5', '6'], 5, true].map((given): [unknown, string] => [
      given,
      notWhole,
    ]),
  ]
  for (const [given, sentence] of cases) {
    assert.deepEqual(faultsOf({ limit: given }, schema), { limit: [sentence], error: 'invalid_input' })
  }
})
