import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'

/**
 * Where the web application has pages. Whatever else somebody asks for is unknown as ever, so that it hides nothing of the
 * API; the pages of mailed links keep their own addresses.
 */
const pagePaths = [
  ...['/account', '/account/:page', '/admin', '/admin/:page', '/admin/people/:id', '/admin/webhooks/:id'],
  ...['/sign-in', '/sign-up', '/verify', '/recover', '/social', '/second-factor', '/enrol'],
] as const

/**
 * The application's own files and nothing else: no inline script or style, no other host. Pictures in the text itself are the
 * QR codes that the API draws. Scripts cannot turn text into markup (Trusted Types).
 */
const appPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';')

const yearSeconds = 31_536_000

type Shell = { readonly text: string; readonly tag: string }

/** The built pages, as they were when the service started; undefined where nobody has built them. */
export function readShell(webDir: string): Shell | undefined {
  try {
    const text = readFileSync(join(webDir, 'index.html'), 'utf8')
    return { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Serves the web application: one page for all its addresses, and its files. Without it the API is all there is, and `/`
 * leads to the API page.
 */
export function webPages(http: FastifyInstance, app: App): void {
  const shell = readShell(app.config.webDir)
  const send = async (request: FastifyRequest, reply: FastifyReply) => {
    if (shell === undefined) throw new Problem('not_found')
    return sendShell(request, reply, shell)
  }
  const options = { schema: { hide: true }, config: { isPage: true } }
  const toDocument = async (_request: FastifyRequest, reply: FastifyReply) => reply.redirect('/api/docs/', 303)
  http.get('/', options, shell === undefined ? toDocument : send)
  for (const path of pagePaths) http.get(path, options, send)
  if (shell === undefined) {
    http.get('/assets/*', { schema: { hide: true } }, send)
    return
  }
  http.register(fastifyStatic, {
    root: join(app.config.webDir, 'assets'),
    prefix: '/assets/',
    schemaHide: true,
    // Written beside the files when they are built.
    preCompressed: true,
    index: false,
    // A name changes with what is in the file.
    immutable: true,
    maxAge: yearSeconds * 1000,
    cacheControl: true,
    decorateReply: false,
  })
}

/** The page is asked for each time, so that a new version is seen at once; mostly the answer is that it is the same. */
function sendShell(request: FastifyRequest, reply: FastifyReply, { text, tag }: Shell): FastifyReply {
  reply
    .header('Content-Security-Policy', appPolicy)
    // An address of ours can hold a code that another service sent the browser back with.
    .header('Referrer-Policy', 'no-referrer')
    .header('Cache-Control', 'no-cache')
    .header('ETag', tag)
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  return reply
    .type('text/html; charset=utf-8')
    .serializer((page: string) => page)
    .send(text)
}
