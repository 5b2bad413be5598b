import type { BrowserContext } from '@playwright/test'

/** Notes what our pages must never cause in a browser: the story in which it happened fails. */
export type Watch = {
  readonly follow: (context: BrowserContext) => void
  /** What was noted so far, one line each; it is forgotten then. A story that provokes something looks for it here. */
  readonly complaints: () => string[]
}

/** The browser's own note of an answer such as 401, which stories ask for on purpose. */
const refusal = /^Failed to load resource: the server responded with a status of 4\d\d /

/**
 * @param origins whom the pages may ask: the service, and the sites that a story puts up
 */
export function keepWatch(origins: () => readonly string[]): Watch {
  let noted: string[] = []
  return {
    follow(context) {
      context.on('console', (message) => {
        // What a content policy stops is told here too.
        if (message.type() === 'error' && !refusal.test(message.text())) noted.push(message.text())
      })
      context.on('weberror', (error) => {
        noted.push(String(error.error()))
      })
      context.on('request', (request) => {
        const { origin, protocol } = new URL(request.url())
        if (protocol !== 'data:' && !origins().includes(origin)) noted.push(`a page asked ${origin}`)
      })
    },
    complaints() {
      const told = noted
      noted = []
      return told
    },
  }
}
