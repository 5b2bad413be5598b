/** How long another service may take, and how much it may say. */
const timeoutMs = 5000
const mostBytes = 1_000_000

/**
 * Fetches a text from a service whose address is fixed in the code or the configuration; never one a request named.
 * Redirects are not followed.
 * @throws Error when it does not answer 200 in time and within the cap
 */
export async function fetchText(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  if (answer.status !== 200 || !answer.body) throw new Error(`${new URL(url).host} answered ${answer.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body) {
    size += chunk.byteLength
    if (size > mostBytes) throw new Error(`${new URL(url).host} sent too much`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
