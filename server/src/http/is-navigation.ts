import type { FastifyRequest } from 'fastify'

/** Whether a person follows a link or types an address, and not a program asks for JSON. */
export function isNavigation({ headers }: FastifyRequest): boolean {
  if (headers['sec-fetch-mode'] === 'navigate') return true
  const [first = ''] = String(headers.accept ?? '').split(',')
  return first.trim().startsWith('text/html')
}
