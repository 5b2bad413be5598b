import type { FastifyInstance } from 'fastify'
import type { App } from '../platform/app.ts'

/** Times every answer, by route pattern: an address with a token in it never becomes a label. */
export function measureRequests(http: FastifyInstance, app: App): void {
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    const labels = { method: request.method, route, status: String(reply.statusCode) }
    app.metrics.requests.observe(labels, reply.elapsedTime / 1000)
    if (app.log.isLevelEnabled('debug')) {
      const ms = Math.round(reply.elapsedTime * 10) / 10
      app.log.debug({ requestId: request.id, ...labels, ms }, 'answered')
    }
    done()
  })
}
