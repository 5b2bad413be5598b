export type Answer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

export type Client = {
  readonly get: (path: string, access?: string) => Promise<Answer>
  readonly send: (method: 'POST' | 'PATCH', path: string, body: object, access?: string) => Promise<Answer>
}

/** What a machine next door waits for an answer. */
const patienceMs = 20_000

/** Speaks to the service at an address, as any client would. */
export function makeClient(url: string): Client {
  const call = async (
    method: string,
    path: string,
    { body, access }: { body?: object; access?: string | undefined },
  ) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(access === undefined ? {} : { authorization: `Bearer ${access}` }),
      },
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
    return { status: response.status, body: isJson ? JSON.parse(text) : {} }
  }
  return {
    get: (path, access) => call('GET', path, { access }),
    send: (method, path, body, access) => call(method, path, { body, access }),
  }
}
