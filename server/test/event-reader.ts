import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { TestContext } from 'node:test'
import { atEnd } from './at-end.ts'
import { until } from './until.ts'

type Event = { name: string; data: string }

export type EventReader = {
  readonly status: number
  /** What came so far. */
  readonly events: readonly Event[]
  /** Whether the service has ended the stream. */
  readonly isOver: () => boolean
  /** Waits until so many events have come. @returns milliseconds it took */
  readonly count: (events: number) => Promise<number>
  readonly close: () => void
}

/** Reads server-sent events as they come. */
export async function readEvents(t: TestContext, url: string): Promise<EventReader> {
  const request = get(url, { headers: { accept: 'text/event-stream' }, agent: false })
  atEnd(t, () => request.destroy())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const events: Event[] = []
  let waiting = ''
  let over = false
  response.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (waiting + text).split('\n\n')
    waiting = blocks.pop() ?? ''
    for (const block of blocks) {
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      if (name !== '') events.push({ name, data })
    }
  })
  for (const end of ['end', 'error', 'close']) {
    response.on(end, () => {
      over = true
    })
  }
  return {
    status: response.statusCode ?? 0,
    events,
    isOver: () => over,
    close: () => void request.destroy(),
    async count(wanted) {
      const started = performance.now()
      await until(`${wanted} events`, () => (events.length >= wanted ? true : undefined))
      return performance.now() - started
    },
  }
}
