import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { startServer } from '../harness.ts'

const page = '<!doctype html><title>Pages</title><script type="module" src="/assets/main-1.js"></script>'
const script = 'document.title = "here"\n'.repeat(100)

/** Built pages as the service finds them; gone when the test ends. */
function buildPages(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-pages-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), page)
  writeFileSync(join(folder, 'built-from'), 'a digest')
  writeFileSync(join(folder, 'assets/main-1.js'), script)
  writeFileSync(join(folder, 'assets/main-1.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'assets/main-1.js.gz'), gzipSync(script))
  return folder
}

test('the pages of the application are one page, under a policy of its own', async (t) => {
  const server = await startServer(t, { WEB_DIR: buildPages(t) })
  for (const path of [
    '/',
    '/sign-in',
    '/sign-in?next=/account',
    '/social?code=abc',
    '/second-factor',
    '/enrol',
    '/account',
    '/account/security',
    '/admin',
    '/admin/people?search=ana',
    '/admin/people/0198a000-0000-7000-8000-000000000000',
  ]) {
    const answer = await server.client().get(path)
    assert.deepEqual([answer.status, answer.text], [200, page], path)
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'.*script-src 'self';style-src 'self';/, path)
    assert.doesNotMatch(policy, /unsafe|https?:|\*/, path)
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer')
    assert.equal(answer.headers.get('x-frame-options'), 'DENY')
    assert.equal(answer.headers.get('cache-control'), 'no-cache')
  }
  const tag = (await server.client().get('/')).headers.get('etag') ?? ''
  const same = await server.client({ 'if-none-match': tag }).get('/sign-up')
  assert.deepEqual([same.status, same.text], [304, ''])
  assert.equal((await server.client().send('HEAD', '/')).status, 200)
})

test('they hide nothing of the API and of the mailed links, and unknown stays unknown', async (t) => {
  const server = await startServer(t, { WEB_DIR: buildPages(t) })
  const answers = async (path: string) => {
    const { status, text } = await server.client().get(path)
    return [status, text === page]
  }
  for (const path of [
    '/nowhere',
    '/api/auth/nowhere',
    '/account/a/b',
    '/admin/a/b',
    '/api',
    '/ws/',
    '/assets/',
    '/assets/none.js',
  ]) {
    assert.deepEqual(await answers(path), [404, false], path)
  }
  for (const path of ['/built-from', '/index.html', '/assets/../index.html', '/assets/%2e%2e/built-from']) {
    assert.deepEqual(await answers(path), [404, false], path)
  }
  assert.deepEqual(await answers('/healthz'), [200, false])
  assert.deepEqual(await answers('/api/auth/profile/'), [401, false])
  assert.deepEqual(await answers('/verify-email?token=abc'), [200, false])
  assert.deepEqual(await answers('/forgot-password'), [200, false])
  const wrong = await server.client().post('/sign-in', {})
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'])
})

test('files are sent as they were compressed, and kept for a year', async (t) => {
  const server = await startServer(t, { WEB_DIR: buildPages(t) })
  const ask = (encoding: string) => server.client({ 'accept-encoding': encoding }).get('/assets/main-1.js')
  for (const [accepted, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', null],
  ] as const) {
    const { status, text, headers } = await ask(accepted)
    assert.deepEqual([status, text, headers.get('content-encoding')], [200, script, encoding])
    assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.match(headers.get('content-type') ?? '', /^(text|application)\/javascript/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})

test('where no pages are built the API is all there is', async (t) => {
  const server = await startServer(t)
  const root = await server.client().get('/')
  assert.deepEqual([root.status, root.headers.get('location')], [303, '/api/docs/'])
  for (const path of ['/sign-in', '/account', '/account/security', '/admin', '/admin/people', '/assets/main-1.js']) {
    assert.equal((await server.client().get(path)).status, 404, path)
  }
})
