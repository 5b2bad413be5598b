import cluster from 'node:cluster'
import Fastify from 'fastify'

// The limit of everything cheap: a route that does nothing, in a server with the service's own options.
const processes = Number(process.env.WEB_CONCURRENCY)
if (cluster.isPrimary && processes > 1) {
  for (let i = 0; i < processes; i++) cluster.fork()
  process.once('SIGTERM', () => cluster.disconnect())
} else void serve()

async function serve(): Promise<void> {
  const http = Fastify({
    bodyLimit: 64 * 1024,
    requestTimeout: 15_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    forceCloseConnections: true,
  })
  http.get('/api/auth/profile/', async () => ({}))
  await http.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
  process.once('SIGTERM', () => void http.close())
}
