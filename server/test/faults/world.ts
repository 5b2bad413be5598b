import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer, Client } from '../client.ts'

export type Send = (client: Client) => Promise<Answer>

/** What the suites of this folder do to a service, and what they remember of its answers, outside of its process. */
export type World = {
  /**
   * Sends a request and writes down what came of it.
   * @returns undefined where nobody can know: the connection was lost, or the service said that it could not
   */
  readonly ask: (who: string, what: string, send: Send) => Promise<Answer | undefined>
  /** How often each answer came; `lost` for none. */
  readonly tally: () => Readonly<Record<string, number>>
  /** The last that was written down about somebody, for who has to find out what went wrong. */
  readonly historyOf: (who: string) => string
  /** Nothing is asked from now on: whoever would throws. */
  readonly close: () => void
  /** The newest link of a kind that was mailed to an address. */
  readonly linkTo: (address: string, page: string) => string | undefined
}

/** @param reach gives a client of the service; waits while there is none */
export function makeWorld(reach: () => Promise<Client>, mailFolder: string, onAnswer: () => void = () => {}): World {
  const history: string[] = []
  const counts: Record<string, number> = {}
  const began = performance.now()
  let closed = false
  return {
    async ask(who, what, send) {
      if (closed) throw new Error('the world is closed')
      const client = await reach()
      const answer = await send(client).catch((error: unknown) => {
        if (error instanceof assert.AssertionError) throw error
        return undefined
      })
      const outcome = answer ? String(answer.status) : 'lost'
      counts[outcome] = (counts[outcome] ?? 0) + 1
      history.push(`${((performance.now() - began) / 1000).toFixed(3)} s ${who} ${what}: ${outcome}`)
      if (answer?.status === 503) return undefined
      if (answer) onAnswer()
      return answer
    },
    tally: () => counts,
    historyOf: (who) =>
      history
        .filter((line) => line.includes(who))
        .slice(-30)
        .join('\n'),
    close() {
      closed = true
    },
    linkTo: makeMailReader(mailFolder),
  }
}

function makeMailReader(folder: string): World['linkTo'] {
  const read = new Set<string>()
  const links = new Map<string, string>()
  return (address, page) => {
    const files = existsSync(folder) ? readdirSync(folder) : []
    for (const file of files.filter((name) => name.endsWith('.eml') && !read.has(name))) {
      read.add(file)
      const text = readFileSync(join(folder, file), 'utf8').replaceAll('=\r\n', '').replaceAll('=3D', '=')
      const to = /^To: .*?([\w.+-]+@[\w.-]+)/m.exec(text)?.[1]
      const [, about, token] = /\/([\w-]+)\/?\?token=([\w~.-]+)/.exec(text) ?? []
      if (to && about && token) links.set(`${to} ${about}`, token)
    }
    return links.get(`${address} ${page}`)
  }
}
