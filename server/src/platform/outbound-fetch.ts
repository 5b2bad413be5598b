import { fetchOutside, type OutsideAnswer, type OutsideRequest } from './outbound.ts'

type Init = {
  readonly method?: string
  readonly headers?: Headers | Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal?: AbortSignal | null
}

/** As much of `fetch` as libraries of OpenID Connect and keys use; what they take as `customFetch`. */
export type OutsideFetch = (url: string, init?: Init) => Promise<Response>

/**
 * A `fetch` that goes the one way out. Redirects are answers like any other; cookies are not shown.
 * @param rules the rules of all its calls
 */
export function outsideFetch(rules: Pick<OutsideRequest, 'allowPrivate' | 'resolve' | 'timeoutMs'>): OutsideFetch {
  return async (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    const form = body instanceof URLSearchParams
    const given = new Headers(headers)
    if (form && !given.has('content-type')) given.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
    const answer = await fetchOutside(url, {
      ...rules,
      method,
      headers: Object.fromEntries(given),
      ...(body === undefined || body === null ? {} : { body: form ? body.toString() : asBody(body) }),
      ...(signal ? { signal } : {}),
    })
    return asResponse(answer)
  }
}

function asBody(body: unknown): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  throw new TypeError('a body is a text, bytes or a form')
}

/** Statuses with which a `Response` takes no body. */
const bodiless = new Set([204, 205, 304])

function asResponse({ status, headers, body }: OutsideAnswer): Response {
  const { 'set-cookie': _, ...shown } = headers
  const lines = Object.entries(shown).map(([name, value]): [string, string] => [name, String(value)])
  return new Response(bodiless.has(status) ? null : new Uint8Array(body), { status, headers: lines })
}
