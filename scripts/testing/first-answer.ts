import type { Child } from './children.ts'

const patienceMs = 60_000

/**
 * Waits until a program that was started gives its first good answer.
 * @param url one of its addresses that a GET changes nothing at
 * @throws Error where it ends, or says nothing good in a minute
 */
export async function firstAnswer(child: Child, url: string): Promise<void> {
  let over = false
  child.ended.then(() => {
    over = true
  })
  const started = performance.now()
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    if (over || performance.now() - started > patienceMs) throw new Error(`${url} does not answer`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
