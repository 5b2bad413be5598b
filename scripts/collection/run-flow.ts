import { runInNewContext } from 'node:vm'
import type { Collection, Item } from './postman.ts'

export type Ran = { readonly name: string; readonly status: number; readonly failed: readonly string[] }

/**
 * Sends the requests of a folder as Postman does: variables filled in, scripts run behind each answer.
 * @param before may set variables that a person would fill in
 */
export async function runFolder(
  { variable, item }: Collection,
  folder: string,
  before: (item: string, variables: Map<string, string>) => Promise<void>,
  given: Readonly<Record<string, string>>,
): Promise<Ran[]> {
  const variables = new Map(variable.map(({ key, value }) => [key, value]))
  for (const [key, value] of Object.entries(given)) variables.set(key, value)
  const items = item.find(({ name }) => name === folder)?.item ?? []
  const ran: Ran[] = []
  for (const one of items) {
    await before(one.name, variables)
    ran.push(await send(one, variables))
  }
  return ran
}

async function send({ name, request, event = [] }: Item, variables: Map<string, string>): Promise<Ran> {
  const fill = (text: string): string => text.replaceAll(/\{\{(\w+)\}\}/g, (_, key) => variables.get(key) ?? '')
  const headers = new Headers(request.header.map(({ key, value }): [string, string] => [key, fill(value)]))
  if (request.auth?.type === 'bearer') {
    headers.set('authorization', `Bearer ${request.auth.bearer.map(({ value }) => fill(value)).join('')}`)
  }
  const answer = await fetch(fill(request.url.raw), {
    ...{ method: request.method, headers },
    ...(request.body === undefined ? {} : { body: fill(request.body.raw) }),
  })
  const text = await answer.text()
  const failed: string[] = []
  const pm = {
    response: {
      json: () => JSON.parse(text),
      to: {
        have: {
          status(wanted: number) {
            if (answer.status !== wanted) throw new Error(`${answer.status} instead of ${wanted}: ${text}`)
          },
        },
      },
    },
    collectionVariables: { set: (key: string, value: string) => void variables.set(key, value) },
    test(what: string, look: () => void) {
      try {
        look()
      } catch (error) {
        failed.push(`${what}: ${String(error)}`)
      }
    },
  }
  for (const { script } of event) runInNewContext(script.exec.join('\n'), { pm })
  return { name, status: answer.status, failed }
}
