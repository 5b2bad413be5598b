import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeHasher } from '../../src/platform/hasher.ts'
import { makeMetrics } from '../../src/platform/metrics.ts'

const folder = join(import.meta.dirname, '../../../docs/monitoring')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const dashboard = read('dashboard.json')
const texts = { 'dashboard.json': dashboard, 'alerts.yaml': read('alerts.yaml'), 'README.md': read('README.md') }

const { registry } = makeMetrics(makeHasher({ memoryKib: 8, passes: 1, concurrency: 1, queueLimit: 0 }))
const known = new Set(registry.getMetricsAsArray().map(({ name }) => name))
const isKnown = (name: string): boolean => known.has(name) || known.has(name.replace(/_(bucket|count|sum)$/, ''))

for (const [name, text] of Object.entries(texts)) {
  test(`docs/monitoring/${name} asks for metrics that there are`, () => {
    const asked = text.match(/\b(kalosphere|process|nodejs)_[a-z0-9_]*[a-z0-9]\b/g) ?? []
    assert.ok(asked.length > 5)
    assert.deepEqual(
      [...new Set(asked)].filter((metric) => !isKnown(metric)),
      [],
    )
  })
}

test('every metric of ours is on the dashboard and on the page', () => {
  const ours = [...known].filter((name) => name.startsWith('kalosphere_'))
  for (const text of [dashboard, texts['README.md']])
    assert.deepEqual(
      ours.filter((name) => !text.includes(name)),
      [],
    )
})

test('events that the dashboard and the alerts ask for by name are events of the log', () => {
  const asked = Object.values(texts).flatMap((text) => text.match(/(?<=\bname=\\?")[a-z_.]+/g) ?? [])
  assert.ok(asked.length >= 4)
  const events = readFileSync(join(import.meta.dirname, '../../src/audit/audit-events.ts'), 'utf8')
  assert.deepEqual(
    asked.filter((name) => !events.includes(`'${name}':`)),
    [],
  )
})

test('the dashboard is a document with panels that are asked of the chosen source', () => {
  const { panels } = JSON.parse(dashboard) as { panels: { type: string; datasource?: { uid: string } }[] }
  const plots = panels.filter(({ type }) => type === 'timeseries')
  assert.ok(plots.length > 10)
  for (const { datasource } of plots) assert.match(datasource?.uid ?? '', /^\$\{source\}$/)
})
