import type { FastifyReply } from 'fastify'

/** No script, no foreign host, no frame; forms go back to this service only. */
const pagePolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function varyOf(reply: FastifyReply): string {
  const before = reply.getHeader('vary')
  return before === undefined ? 'Accept-Language' : `${before}, Accept-Language`
}

/** Sends one of our own pages. The link's token stands in its address, so no `Referer` leaves it. */
export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return (
    reply
      .header('Content-Security-Policy', pagePolicy)
      .header('Referrer-Policy', 'no-referrer')
      .header('Cache-Control', 'no-store')
      // Its words are in the language that the browser asks for.
      .header('Vary', varyOf(reply))
      .type('text/html; charset=utf-8')
      .serializer((text: string) => text)
      .send(page)
  )
}
