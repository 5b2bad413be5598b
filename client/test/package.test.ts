import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const home = join(import.meta.dirname, '..')
const modules = join(home, '../node_modules')
const node = process.execPath

/** Octets of an entrance as pages get it: built, made small, compressed. */
async function sizeOf(entry: string): Promise<number> {
  const { output } = [
    await build({
      configFile: false,
      logLevel: 'error',
      root: home,
      resolve: { conditions: ['kalosphere-source'] },
      build: {
        ...{ write: false, minify: true, target: 'es2023', modulePreload: false, reportCompressedSize: false },
        rolldownOptions: { input: join(home, entry), preserveEntrySignatures: 'strict', external: ['react'] },
      },
    }),
  ].flat()[0] as { output: readonly { type: string; code?: string }[] }
  return gzipSync(output.map(({ code = '' }) => code).join(''), { level: 9 }).length
}

test('the core takes less than 10 kB compressed, and the hooks little more', async (t) => {
  const [core, hooks] = [await sizeOf('src/client.ts'), await sizeOf('src/react.ts')]
  t.diagnostic(`core ${core} octets, hooks ${hooks}`)
  assert.ok(core > 1000 && core < 10_000, `${core}`)
  assert.ok(hooks > 200 && hooks < 2_000, `${hooks}`)
})

/** Packs what would be published, and unpacks it where somebody has installed it. */
function install(t: TestContext): { folder: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-package-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const said = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: home, encoding: 'utf8' })
  const [packed] = JSON.parse(said.slice(said.indexOf('[')))
  const place = join(folder, 'node_modules/kalosphere-auth')
  mkdirSync(place, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '--strip-components=1', '-C', place])
  for (const name of ['jose', 'react', '@types']) symlinkSync(join(modules, name), join(folder, 'node_modules', name))
  return { folder, files: packed.files.map(({ path }: { path: string }) => path) }
}

const program = `
import { ApiProblem, memoryStore, openClient } from 'kalosphere-auth'
import { AuthProvider, useHolder } from 'kalosphere-auth/react'
import { fastifyGuard, openVerifier, RefusedError } from 'kalosphere-auth/verify'
const client = openClient({ origin: 'https://auth.example.com', store: memoryStore() })
await client.session.restore()
const verifier = openVerifier({ origin: 'https://auth.example.com', revocations: 'none' })
const code = await verifier.verify('x').catch((error) => error instanceof RefusedError && error.code)
const all = [ApiProblem, AuthProvider, useHolder, fastifyGuard].map((one) => typeof one)
console.log(client.session.standing(), code, all.join())
`

const typed = `
import { answerOf, openClient, type SignIn } from 'kalosphere-auth'
import { openVerifier, type AccessClaims } from 'kalosphere-auth/verify'
const client = openClient({ origin: 'https://auth.example.com' })
export const done: Promise<SignIn> = client.signIn({ email: 'ana@example.com', password: 'x' })
export const name: Promise<string> = answerOf(client.api.GET('/api/auth/profile/')).then(({ username }) => username)
export const claims: Promise<AccessClaims> = openVerifier({ origin: 'https://auth.example.com' }).verify('x')
`

test('what is published is JavaScript with types, which a program that installed it runs and compiles', (t) => {
  const { folder, files } = install(t)
  assert.deepEqual(files.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path)).sort(), [
    'LICENSE',
    'README.md',
    'package.json',
  ])
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'program.js'), program)
  const said = execFileSync(node, ['program.js'], { cwd: folder, encoding: 'utf8' })
  assert.equal(said.trim(), 'signed_out token_not_valid function,function,function,function')
  assert.throws(() =>
    execFileSync(node, ['-e', "import('kalosphere-auth/open-api.ts')"], { cwd: folder, stdio: 'pipe' }),
  )
  writeFileSync(join(folder, 'typed.ts'), typed)
  const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2024']
  const tsc = join(modules, 'typescript/bin/tsc')
  for (const lib of [
    ['--lib', 'es2024,dom'],
    ['--lib', 'es2024', '--types', 'node'],
  ]) {
    execFileSync(node, [tsc, ...options, ...lib, 'typed.ts'], { cwd: folder, stdio: 'inherit' })
  }
})
