import { type RawAnswer, sendRaw } from './raw-http.ts'

export type Cookie = { readonly value: string; readonly attributes: ReadonlySet<string> }

/** As much of a browser as cookies need: it keeps them, sends them back, and says where a call comes from. */
export type Browser = {
  /** The cookies it holds, by name. */
  readonly jar: Map<string, Cookie>
  /** Posts JSON to a path; `headers` are lines such as `Origin: http://localhost:8000`. */
  readonly post: (path: string, body: unknown, headers?: readonly string[]) => Promise<RawAnswer>
}

export function openBrowser(origin: string, host = 'localhost:8000'): Browser {
  const jar = new Map<string, Cookie>()
  return {
    jar,
    async post(path, body, headers = []) {
      const sent = [...jar].map(([name, { value }]) => `${name}=${value}`).join('; ')
      const answer = await sendRaw(origin, {
        line: `POST ${path}`,
        headers: [
          `Host: ${host}`,
          'Content-Type: application/json',
          ...(sent === '' ? [] : [`Cookie: ${sent}`]),
          ...headers,
        ],
        body: JSON.stringify(body),
      })
      for (const [name, cookie] of cookiesIn(answer)) jar.set(name, cookie)
      return answer
    },
  }
}

/** The cookies that an answer sets, with their attributes in lower case. */
export function cookiesIn({ headers }: RawAnswer): Map<string, Cookie> {
  const cookies = new Map<string, Cookie>()
  for (const header of headers.get('set-cookie') ?? []) {
    const [pair = '', ...attributes] = header.split('; ')
    const equals = pair.indexOf('=')
    const written = new Set(attributes.map((attribute) => attribute.toLowerCase()))
    cookies.set(pair.slice(0, equals), { value: pair.slice(equals + 1), attributes: written })
  }
  return cookies
}
