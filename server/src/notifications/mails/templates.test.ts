import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readTemplates } from './templates.ts'

function templatesOf(t: TestContext, files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source)
  return readTemplates(folder)
}

test('HTML is escaped, subject and text are not, and parts keep to their section', (t) => {
  const tag = '<%= it.name %>'
  const templates = templatesOf(t, {
    'hello.eta': `=== subject\nS ${tag}\n=== text\nT <%~ include('@part') %>\n=== html\nH <%~ include('@part') %>\n`,
    'part.eta': `=== text\n[${tag}]\n=== html\n{${tag}}\n`,
    'README.md': 'no template',
  })
  assert.equal(templates.subject('hello', { name: '<&>' }), 'S <&>')
  assert.equal(templates.text('hello', { name: '<&>' }), 'T [<&>]')
  assert.equal(templates.html('hello', { name: '<&>' }), 'H {&lt;&amp;&gt;}')
})

test('a missing fact is no word in a mail', (t) => {
  const templates = templatesOf(t, { 'hello.eta': '=== text\nHello <%= it.nmae %>' })
  assert.throws(() => templates.text('hello', { name: 'ana' }), TypeError)
})

test('a broken file stops the start', (t) => {
  for (const source of ['words\n=== text\nhi', '=== txet\nhi', '=== text\n<% if ( %>']) {
    assert.throws(() => templatesOf(t, { 'hello.eta': source }), Error, source)
  }
})
