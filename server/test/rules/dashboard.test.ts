import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { variables } from '../../../web/src/admin/settings/variables.ts'
import { settings } from '../../../web/src/texts/en/admin-settings.ts'
import { showSettings } from '../../src/admin/show-settings.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { root } from './source.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
/** The words that a pattern finds, in one order. */
const words = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, word]) => word).sort()
/** Between two marks, each on a line. */
const between = (text: string, from: string, to: string) => text.slice(text.indexOf(from)).split(to)[0] ?? ''

const quoted = /^ +'([a-z_.]+)',$/gm

test('the dashboard offers every event that is recorded, and no other', () => {
  const recorded = words(
    between(read('server/src/audit/audit-events.ts'), 'AuditFacts = {', '\n}'),
    /^ +'([a-z_.]+)':/gm,
  )
  assert.ok(recorded.length > 50)
  assert.deepEqual(words(read('web/src/admin/audit/event-names.ts'), quoted), recorded)
})

test('the dashboard offers every event that webhooks are told of, and no other', () => {
  const told = words(between(read('server/src/outbox/enqueue-event.ts'), 'eventTypes = [', ']'), quoted)
  assert.ok(told.length > 5)
  assert.deepEqual(words(read('web/src/admin/webhooks/event-types.ts'), quoted), told)
})

test('the dashboard offers every topic of the outbox, and no other', () => {
  const sent = words(between(read('server/src/outbox/topics.ts'), 'Topics = {', '\n}'), /^ {2}([a-z_]+):/gm)
  assert.ok(sent.length > 5)
  assert.deepEqual(words(between(read('web/src/admin/outbox/search.ts'), 'topics = [', ']'), quoted), sent)
})

test('the dashboard has words and a variable for every setting that is shown, and for no other', () => {
  const namesOf = (groups: object) =>
    Object.entries(groups).flatMap(([group, names]) => Object.keys(names).map((name) => `${group}.${name}`))
  const loaded = loadConfig({})
  assert.ok(loaded.config)
  const shown = namesOf(showSettings(loaded.config)).sort()
  assert.ok(shown.length > 50)
  assert.deepEqual(namesOf(settings.names).sort(), shown)
  assert.deepEqual(namesOf(variables).sort(), shown)
  const known = new Set(words(read('.env.example'), /^# ([A-Z][A-Z0-9_]+)=/gm))
  const named = Object.values(variables).flatMap((group) => Object.values(group).flatMap((one) => one.split(', ')))
  assert.deepEqual(
    named.filter((one) => !known.has(one)),
    [],
  )
})
