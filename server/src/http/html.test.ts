import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeHtml, type Html, html, toText } from './html.ts'

test('values are words, in text and in quoted attributes', () => {
  const name = '<b>x</b>&"\''
  const page = html`<p title="${name}" lang='${name}'>${name} ${7}</p>`
  const words = '&lt;b&gt;x&lt;/b&gt;&amp;&quot;&#39;'
  assert.equal(toText(page), `<p title="${words}" lang='${words}'>${words} 7</p>`)
  assert.equal(escapeHtml('&amp;'), '&amp;amp;')
})

test('markup nests, alone and in lists, and is escaped once', () => {
  const items = ['a', '<'].map((item) => html`<li>${item}</li>`)
  assert.equal(toText(html`<ul>${items}</ul>${html`<hr>`}`), '<ul><li>a</li><li>&lt;</li></ul><hr>')
  assert.equal(toText(html`plain`), 'plain')
})

test('nothing that only looks like markup gets through', () => {
  const forged = [undefined, null, true, {}, { markup: '<b>' }, { 'Symbol(markup)': '<b>' }, [undefined], () => '<b>']
  for (const part of forged) assert.throws(() => html`${part as unknown as Html}`, TypeError)
  assert.equal(toText(html`${['<b>'] as unknown as Html[]}`), '&lt;b&gt;')
})
