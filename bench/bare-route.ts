import Fastify from 'fastify'

// The limit of everything cheap: a route that does nothing, in a server with the service's own options.
const http = Fastify({
  bodyLimit: 64 * 1024,
  requestTimeout: 15_000,
  keepAliveTimeout: 65_000,
  http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 },
  routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
})
http.get('/api/auth/profile/', async () => ({}))
await http.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
process.once('SIGTERM', () => void http.close())
