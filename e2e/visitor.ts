import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { openPort, type Port } from './authenticator.ts'
import type { Service } from './service.ts'
import type { Watch } from './watch.ts'

export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

/** Somebody at a browser of their own: cookies, storage and authenticators are shared with nobody. */
export type Visitor = {
  readonly page: Page
  readonly plugIn: Port['plugIn']
  /** The access token that the open page holds in its memory; empty when nobody is signed in. */
  access: string
  /** Opens a page of the service, such as `/forgot-password`, or a mailed link. */
  readonly open: (address: string) => Promise<void>
  /** Opens a page of the service whose policy lets its scripts call the API, and nobody else. */
  readonly openScripted: () => Promise<void>
  /** A script of the open page calls the API, such as `login/`. */
  readonly post: (path: string, body?: object, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  readonly get: (path: string) => Promise<Answer>
  /** Another tab of the same browser: the cookies are shared, what a page has in its memory is not. */
  readonly openTab: () => Promise<Visitor>
  readonly leave: () => Promise<void>
}

type Room = { readonly browser: Browser; readonly service: Service; readonly watch: Watch }

/** Lets somebody in. @param options of the browser: colour scheme, window, language … */
export async function letIn({ browser, service, watch }: Room, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: service.origin, ...options })
  watch.follow(context)
  return sitDown(await context.newPage())
}

function sitDown(page: Page): Visitor {
  const context = page.context()
  const send = (request: Omit<Sent, 'access'>) => callFrom(page, { ...request, access: visitor.access })
  const visitor: Visitor = {
    page,
    plugIn: openPort(page).plugIn,
    access: '',
    open: async (address) => void (await page.goto(address)),
    openScripted: () => openScripted(page),
    post: (path, body, headers = {}) => send({ method: 'POST', path, body, headers }),
    get: (path) => send({ method: 'GET', path, body: undefined, headers: {} }),
    openTab: async () => sitDown(await context.newPage()),
    leave: () => context.close(),
  }
  return visitor
}

/**
 * The API page is the only one that may run scripts. Its own take seconds to draw the whole API, which is of no concern
 * here: they are left out, and its policy stands.
 */
async function openScripted(page: Page): Promise<void> {
  await page.route('/api/docs/static/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
  await page.goto('/api/docs/')
}

type Sent = {
  method: string
  path: string
  body: object | undefined
  headers: Readonly<Record<string, string>>
  access: string
}

/** What is between the braces runs in the page, under its policy. */
function callFrom(page: Page, sent: Sent): Promise<Answer> {
  return page.evaluate(async ({ method, path, body, headers, access }) => {
    const response = await fetch(`/api/auth/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(access === '' ? {} : { authorization: `Bearer ${access}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }, sent)
}
