import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../base/problem.ts'
import { type EventStream, openEventStream } from '../http/event-stream.ts'
import { problemReplies } from '../http/problem-replies.ts'
import { Type } from '../http/type.ts'
import type { Routes } from '../http/typed-http.ts'
import type { App } from '../platform/app.ts'
import { revocationList, signRevocations } from './revocation-list.ts'
import { revocationWatch } from './watch-revocations.ts'

/** Resource servers are few; beyond this the list itself still answers. */
const mostStreams = 500

export function revocationsRoutes(app: App): Routes {
  return async (http) => {
    const streams = new Set<EventStream>()
    // Open streams would keep a server that closes waiting for ever.
    http.addHook('preClose', async () => {
      for (const stream of streams) stream.close()
    })
    http.get(
      '/.well-known/revocations',
      {
        config: { lasting: true },
        schema: {
          operationId: 'revocations',
          summary: 'Sessions that were ended within the lifetime of an access token',
          description:
            'A JWS of the kind `revocations+jwt`, signed like access tokens: refuse tokens whose `sid` it names. With `Accept: text/event-stream` the list comes as the event `list`, and each later end as an event `revoked`, both signed.',
          tags: ['keys'],
          produces: ['application/jwt'],
          response: {
            200: Type.String(),
            304: Type.Unsafe<undefined>({ type: 'null', description: 'Not changed; no content.' }),
            ...problemReplies(),
          },
        },
      },
      async (request, reply) => {
        if (wantsStream(request)) return stream(app, reply, streams)
        const { jws, etag } = await revocationList(app)
        reply.header('ETag', etag).header('Vary', 'Accept')
        // Asked for anew each time, and cheap when nothing has changed.
        reply.header('Cache-Control', 'public, no-cache')
        if (isKnown(request, etag)) return reply.code(304).send(undefined)
        return reply.type('application/jwt').send(jws)
      },
    )
  }
}

function wantsStream({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').split(',').some((type) => type.trim().startsWith('text/event-stream'))
}

/** RFC 9110 section 13.1.2: compared without regard to weakness. */
function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '')
  return (headers['if-none-match'] ?? '').split(',').some((tag) => bare(tag) === bare(etag) || tag.trim() === '*')
}

async function stream(app: App, reply: FastifyReply, streams: Set<EventStream>): Promise<FastifyReply> {
  if (streams.size >= mostStreams) throw new Problem('unavailable', { retryAfter: 10, note: 'too many event streams' })
  let opened: EventStream | undefined
  // Listening begins before the list is read: what ends in between comes twice rather than never.
  const stop = await revocationWatch(app).subscribe((revoked) => {
    signRevocations(app, revoked)
      .then((jws) => opened?.send('revoked', jws))
      .catch((error: unknown) => {
        // Whoever comes again begins with the list, and so misses nothing.
        app.log.warn({ err: error }, 'ended sessions could not be told')
        opened?.close()
      })
  })
  const { jws } = await revocationList(app).catch((error: unknown) => {
    stop()
    throw error
  })
  const current = openEventStream(reply, () => {
    stop()
    streams.delete(current)
  })
  opened = current
  streams.add(current)
  current.send('list', jws)
  return reply
}
