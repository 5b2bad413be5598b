import fastify from 'fastify'
import { fastifyGuard, holderOf, openVerifier } from 'kalosphere-auth/verify'

const { AUTH_ORIGIN = 'http://localhost:8000', PORT = '3001' } = process.env

const app = fastify({ logger: { level: 'warn' } })
// One for the program: it fetches the keys and follows the stream of ended sessions.
const verifier = openVerifier({
  origin: AUTH_ORIGIN,
  offlineFor: 120,
  onTrouble: (error) => app.log.warn(error),
})
app.addHook('onClose', async () => verifier.close())

const signedIn = fastifyGuard(verifier)
const staff = fastifyGuard(verifier, { roles: ['support', 'admin'], level: 'aal2' })
const justProved = fastifyGuard(verifier, { maxAge: 300 })

app.get('/health', () => ({ status: 'ok' }))
app.get('/me', { onRequest: signedIn }, (request) => {
  const { sub, email, roles } = holderOf(request)
  return { id: sub, email, roles }
})
app.get('/staff', { onRequest: staff }, (request) => ({ hello: holderOf(request).username }))
app.post('/orders', { onRequest: justProved }, (request) => ({ orderedBy: holderOf(request).sub }))

await app.listen({ host: '127.0.0.1', port: Number(PORT) })
