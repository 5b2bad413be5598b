import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Language, languages } from '../../words/languages.ts'
import {
  confirmEmailChangeDonePage,
  confirmEmailChangePage,
  undoEmailChangeDonePage,
  undoEmailChangePage,
} from './email-change-pages.ts'
import { linkProblemPage } from './link-problem-page.ts'
import { notMeDoneBeforePage, notMeDonePage, notMePage } from './not-me-pages.ts'
import { pagesCss } from './pages-css.ts'
import { resetPasswordDonePage, resetPasswordPage } from './reset-password-page.ts'
import { verifyEmailDonePage, verifyEmailPage } from './verify-email-page.ts'

const hostile = `"><script>alert('x')</script>&<b>`
const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&lt;b&gt;'

const forms: [name: string, action: string, page: (language: Language, link: { token: string }) => string][] = [
  ['verify', '/verify-email', verifyEmailPage],
  ['reset', '/reset-password', resetPasswordPage],
  ['confirm', '/confirm-email-change', confirmEmailChangePage],
  ['undo', '/undo-email-change', undoEmailChangePage],
  ['not me', '/this-was-not-me', notMePage],
]

const notices: [name: string, page: (language: Language) => string][] = [
  ['verified', verifyEmailDonePage],
  ['reset done', resetPasswordDonePage],
  ['confirmed', confirmEmailChangeDonePage],
  ['undone', undoEmailChangeDonePage],
  ['not me done', (language) => notMeDonePage(language, { undone: ['passkey'], notUndone: [] })],
  ['not me done before', notMeDoneBeforePage],
  ['problem', (language) => linkProblemPage(language, { message: 'Invalid or expired token' })],
]

const faulty = () =>
  resetPasswordPage('en', {
    token: 'abc',
    faults: { new_password: ['Too short.', hostile], non_field_errors: ['Whole.'] },
  })

/** Opening tags with their attributes; closing tags with a slash. */
function tagsOf(page: string): string[] {
  return page.match(/<\/?[a-z][^>]*>/gi) ?? []
}

test('every page stands under the strictest content policy and is well formed', async (t) => {
  const pages = languages.flatMap((language) => [
    ...forms.map(([name, , page]) => [language, name, page(language, { token: 'abc' })]),
    ...notices.map(([name, page]) => [language, name, page(language)]),
  ])
  for (const [language, name, page = ''] of [...pages, ['en', 'faulty', faulty()]]) {
    await t.test(`${name}, ${language}`, () => {
      assert.ok(page.startsWith(`<!doctype html>\n<html lang="${language}">`))
      assert.match(page, /<meta name="viewport" content="width=device-width, initial-scale=1">/)
      assert.match(
        page,
        /<meta name="referrer" content="no-referrer">[\s\S]*<link rel="stylesheet" href="\/pages\.css">/,
      )
      assert.equal(page.match(/<h1>/g)?.length, 1)
      assert.doesNotMatch(page, /<script|<style|\sstyle=|\son\w+=|javascript:|https?:|undefined|\[object/)
      assert.deepEqual(unclosed(page), [])
    })
  }
})

/** Names of elements that are not closed in the order they were opened. */
function unclosed(page: string): string[] {
  const open: string[] = []
  for (const tag of tagsOf(page)) {
    const name = /^<\/?([a-z0-9]+)/i.exec(tag)?.[1] ?? ''
    if (['meta', 'link', 'input'].includes(name)) continue
    if (!tag.startsWith('</')) open.push(name)
    else if (open.at(-1) === name) open.pop()
    else return [...open, `/${name}`]
  }
  return open
}

test('a token stands only in the hidden field of a form that posts', async (t) => {
  for (const [name, action, page] of forms) {
    await t.test(name, () => {
      const shown = page('en', { token: `tok-${hostile}` })
      assert.equal(shown.split('tok-').length, 2)
      assert.ok(shown.includes(`<input type="hidden" name="token" value="tok-${escaped}">`))
      assert.match(shown, new RegExp(`<form method="post" action="${action}">`))
      assert.equal(tagsOf(shown).filter((tag) => tag.startsWith('<button type="submit"')).length, 1)
    })
  }
})

test('the reset page has two labelled password fields for password managers', () => {
  const page = resetPasswordPage('en', { token: 'abc' })
  for (const name of ['new_password', 'confirm_password']) {
    const field = tagsOf(page).find((tag) => tag.includes(`name="${name}"`)) ?? ''
    assert.match(field, /type="password"/)
    assert.match(field, /autocomplete="new-password" required/)
    assert.doesNotMatch(field, /value=|aria-invalid/)
    assert.ok(page.includes(`<label for="${name}">`) && field.includes(`id="${name}"`))
  }
  assert.doesNotMatch(page, /role="alert"/)
  assert.equal(page.match(/autofocus/g)?.length, 1)
})

test('faults stand by their field, are read out with it, and are escaped', () => {
  const page = faulty()
  const field = tagsOf(page).find((tag) => tag.includes('name="new_password"')) ?? ''
  assert.match(field, /aria-describedby="new_password-hint new_password-faults" aria-invalid="true" autofocus/)
  assert.ok(page.includes(`<div class="faults" id="new_password-faults"><p>Too short.</p><p>${escaped}</p></div>`))
  assert.match(page, /<div class="alert" role="alert"><p>The password was not set\.<\/p><p>Whole\.<\/p><\/div>/)
  const other = tagsOf(page).find((tag) => tag.includes('name="confirm_password"')) ?? ''
  assert.doesNotMatch(other, /aria-|autofocus/)
})

test('a repeated password that differs takes the focus', () => {
  const page = resetPasswordPage('en', { token: 'abc', faults: { confirm_password: ['They differ.'] } })
  assert.match(page, /name="confirm_password"[^>]* aria-invalid="true" autofocus>/)
  assert.equal(page.match(/autofocus/g)?.length, 1)
})

test('a problem is told in escaped words', () => {
  const page = linkProblemPage('en', { message: hostile })
  assert.ok(page.includes(`<p class="alert" role="alert">${escaped}</p>`))
})

test('the stylesheet fetches nothing and shows where the focus is', () => {
  assert.doesNotMatch(pagesCss, /url\(|@import|https?:/)
  assert.match(pagesCss, /:focus-visible \{ outline: 3px/)
  assert.equal(pagesCss.split('{').length, pagesCss.split('}').length)
})

/** Relative luminance of `#rrggbb` (WCAG 2.2, "relative luminance"). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test('text can be read on its ground, in light and in dark', async (t) => {
  const pairs = [
    ['ink', 'card'],
    ['quiet', 'card'],
    ['fault', 'card'],
    ['fault', 'fault-ground'],
    ['on-accent', 'accent'],
    ['on-accent', 'accent-deep'],
  ]
  const [, light = '', dark = ''] = pagesCss.split(':root {')
  for (const [theme, css] of Object.entries({ light, dark })) {
    const colours = new Map([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]))
    for (const [front, back] of pairs) {
      await t.test(`${theme}: ${front} on ${back}`, () => {
        const sides = [front, back].map((name) => luminance(colours.get(name) ?? assert.fail(`no colour ${name}`)))
        const ratio = (Math.max(...sides) + 0.05) / (Math.min(...sides) + 0.05)
        assert.ok(ratio >= 4.5, `${ratio.toFixed(2)} to 1`)
      })
    }
  }
})
