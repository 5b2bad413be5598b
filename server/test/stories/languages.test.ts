import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ProblemCode, problems } from '../../src/base/problem.ts'
import { languages } from '../../src/words/languages.ts'
import { signUp, somebody } from '../actors.ts'
import { startServer, type TestServer } from '../harness.ts'
import { readSources, root } from '../rules/source.ts'

async function registerIn(server: TestServer, headers: Record<string, string>) {
  const person = somebody()
  const answer = await server.client(headers).post('/api/auth/register/', person)
  assert.equal(answer.status, 201, answer.text)
  return { person, mail: await server.mailbox.last(person.email) }
}

test('who registers in a language gets mails in it, and another one when the profile says so', async (t) => {
  const server = await startServer(t)
  const { person, mail } = await registerIn(server, { 'accept-language': 'ja, de-CH;q=0.9, en;q=0.8' })
  assert.equal(mail.subject, 'Bestätigen Sie Ihr Kalosphere-Konto')
  assert.match(mail.html ?? '', /<html lang="de">/)
  await server.client({ 'accept-language': 'fr' }).post('/api/auth/register/', { ...person, username: 'somebody-else' })
  const again = await server.mailbox.last(person.email)
  assert.equal(again.subject, 'Schließen Sie Ihre Kalosphere-Registrierung ab', 'the mailbox keeps its language')
  const ana = await signUp(server)
  for (const [locale, subject] of [
    ['de-AT', 'Setzen Sie Ihr Kalosphere-Passwort zurück'],
    ['hi', 'अपना Kalosphere पासवर्ड रीसेट करें'],
    ['ja', 'Reset your Kalosphere password'],
  ] as const) {
    assert.equal((await ana.client().send('PATCH', '/api/auth/profile/', { body: { locale } })).status, 200)
    await server.client({ 'accept-language': 'es' }).post('/api/auth/forgot-password/', { email: ana.email })
    assert.equal((await server.mailbox.last(ana.email)).subject, subject, locale)
  }
})

test('who names no language that we have gets that of the service, mails and pages alike', async (t) => {
  const server = await startServer(t, { DEFAULT_LOCALE: 'es' })
  for (const header of ['', 'ja', '*']) {
    const { mail } = await registerIn(server, header === '' ? {} : { 'accept-language': header })
    assert.equal(mail.subject, 'Verifica tu cuenta de Kalosphere', header)
  }
  const page = await server.client({ 'accept-language': 'ja' }).get('/forgot-password')
  assert.match(page.text, /<html lang="es">/)
})

test('the pages of mailed links speak the language of the browser, and say what they depend on', async (t) => {
  const server = await startServer(t)
  for (const language of languages) {
    const client = server.client({ 'accept-language': `${language}-XX, en;q=0.1` })
    const page = await client.get('/reset-password?token=abc')
    assert.ok(page.text.includes(`<html lang="${language}">`), language)
    assert.match(String(page.headers.get('vary')), /accept-language/i)
  }
  const form = { token: 'abc', new_password: 'short', confirm_password: 'short' }
  const refused = await server.client({ 'accept-language': 'de' }).post('/reset-password', form)
  assert.match(refused.text, /Dieser Link funktioniert nicht/)
  assert.doesNotMatch(refused.text, /Invalid|expired/)
})

test('the API answers in English whatever its client speaks', async (t) => {
  const server = await startServer(t)
  const answer = await server
    .client({ 'accept-language': 'de' })
    .post('/api/auth/register/', { email: '', username: 'ana', password: 'Corr3ct-horse!' })
  assert.deepEqual(answer.body.email, ['This field may not be blank.'])
})

/** The sentences that a catalogue translates, and what it makes of them. */
function catalogue(path: string): Record<string, string> {
  const text = readFileSync(join(root, path), 'utf8')
  return Object.fromEntries(
    [...text.matchAll(/^ {2}'(.+?)':\s+'(.+)',$/gm)].map(([, from = '', to = '']) => [from, to]),
  )
}

test('the sentences about fields are those of the service, in every language, on both kinds of pages', () => {
  const product = readSources().filter(({ path }) => path.startsWith('server/src/') && !path.includes('/words/'))
  const said = product.map(({ text }) => text.replace(/\$\{[^}]*\}/g, '#')).join('\n')
  const model = Object.keys(catalogue('server/src/words/de-faults.ts'))
  assert.ok(model.length > 30)
  // These are put together of two parts.
  const composed = /^(The password is too similar to the|This password is too short)/
  for (const sentence of model) assert.ok(composed.test(sentence) || said.includes(sentence), sentence)
  for (const language of languages.filter((one) => one !== 'en')) {
    const words = catalogue(`server/src/words/${language}-faults.ts`)
    assert.deepEqual(Object.keys(words), model, language)
    assert.deepEqual(catalogue(`web/src/texts/${language}/faults.ts`), words, language)
    assert.equal(
      readFileSync(join(root, `web/src/texts/${language}/faults.ts`), 'utf8'),
      readFileSync(join(root, `server/src/words/${language}-faults.ts`), 'utf8'),
    )
    for (const [from, to] of Object.entries(words)) assert.equal(to.split('#').length, from.split('#').length, to)
  }
})

/** What only a program that was written wrongly is told, or a setting that is wrong. */
const forPrograms: readonly ProblemCode[] = [
  'bad_host',
  'malformed_body',
  'bad_authorization_header',
  'user_inactive',
  'user_not_found',
  'invalid_client',
  'method_not_allowed',
  'key_from_settings',
  'unsupported_media_type',
  'upgrade_required',
  'request_headers_too_large',
]

test('every refusal that a person can meet is translated, by its sentence or by its code', () => {
  const translated = catalogue('server/src/words/de-faults.ts')
  const pages = readFileSync(join(root, 'web/src/texts/de/pages.ts'), 'utf8')
  const [byCode = ''] = /^ {2}problems: \{[\s\S]*?^ {2}\},/m.exec(pages) ?? []
  for (const [code, { status, message }] of Object.entries(problems)) {
    const isKnown = message in translated || byCode.includes(`\n    ${code}:`)
    const isTold = status < 500 && !forPrograms.some((one) => one === code)
    assert.ok(isKnown || !isTold, `${code}: ${message}`)
  }
  const constants = readSources().flatMap(({ text }) => [...text.matchAll(/const \w+Fault = '(.+)'/g)])
  assert.ok(constants.length > 1)
  for (const [, sentence = ''] of constants) assert.ok(sentence in translated, sentence)
})
