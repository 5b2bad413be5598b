import assert from 'node:assert/strict'

/** What the person does at the other service: signs in as the account with this subject, or says no. */
export type Choice = string | 'deny'

/** The cookies of one browser at the other service, by name. */
export type Jar = Map<string, string>

/**
 * A browser with a person in front of it, as far as a stand-in needs one: follows the redirects of the other service,
 * makes the choice on its page, and stops before the first address that is not of that service.
 * @param start where our service sent the browser
 * @param choice the subject of an account of the stand-in, or `deny`
 * @param jar cookies that the browser already has there; it signs in anew without
 * @returns the address it is sent back to, such as our callback with `code` and `state`
 */
export async function signInAt(start: string, choice: Choice, jar: Jar = new Map()): Promise<URL> {
  const { origin } = new URL(start)
  let form: URLSearchParams | undefined
  let at = new URL(start)
  for (let step = 0; step < 10; step++) {
    const { status, location } = await visit(at, jar, form)
    if (location !== undefined && location.origin !== origin) return location
    assert.ok(location !== undefined || (status === 200 && form === undefined), `${at.pathname} answered ${status}`)
    form = location === undefined ? choose(choice) : undefined
    at = location ?? at
  }
  assert.fail(`${origin} sends a browser round and round`)
}

function choose(choice: Choice): URLSearchParams {
  return new URLSearchParams(choice === 'deny' ? { deny: '1' } : { account: choice })
}

async function visit(
  at: URL,
  jar: Jar,
  form: URLSearchParams | undefined,
): Promise<{ status: number; location?: URL }> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(at, {
    redirect: 'manual',
    headers: cookie === '' ? {} : { cookie },
    ...(form === undefined ? {} : { method: 'POST', body: form }),
  })
  await answer.body?.cancel()
  for (const line of answer.headers.getSetCookie()) keep(jar, line)
  const location = answer.headers.get('location')
  return { status: answer.status, ...(location === null ? {} : { location: new URL(location, at) }) }
}

function keep(jar: Jar, line: string): void {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  if (name === undefined || value === undefined) return
  if (value === '') jar.delete(name)
  else jar.set(name, value)
}
