import express from 'express'
import { expressGuard, holderOf, openVerifier } from 'kalosphere-auth/verify'

const { AUTH_ORIGIN = 'http://localhost:8000', PORT = '3002' } = process.env

// One for the program: it fetches the keys and follows the stream of ended sessions.
const verifier = openVerifier({
  origin: AUTH_ORIGIN,
  offlineFor: 120,
  onTrouble: (error) => console.warn(String(error)),
})
const signedIn = expressGuard(verifier)
const staff = expressGuard(verifier, { roles: ['support', 'admin'], level: 'aal2' })
const justProved = expressGuard(verifier, { maxAge: 300 })

const app = express()
app.disable('x-powered-by')
app.get('/health', (_request, response) => response.json({ status: 'ok' }))
app.get('/me', signedIn, (request, response) => {
  const { sub, email, roles } = holderOf(request)
  response.json({ id: sub, email, roles })
})
app.get('/staff', staff, (request, response) => response.json({ hello: holderOf(request).username }))
app.post('/orders', justProved, (request, response) => response.json({ orderedBy: holderOf(request).sub }))

const server = app.listen(Number(PORT), '127.0.0.1')
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    verifier.close()
    server.close()
  })
}
