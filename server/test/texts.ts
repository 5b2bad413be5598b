import assert from 'node:assert/strict'
import type { TestServer } from './harness.ts'

/** The code of the newest text to a number. */
export async function textedCode(server: TestServer, number: string): Promise<string> {
  await server.settle()
  const text = server.app.texter.sent?.findLast(({ to }) => to === number)
  assert.ok(text, `no text to ${number}`)
  const code = /\d{6}/.exec(text.body)?.[0]
  assert.ok(code)
  return code
}

/** A number of its own for each test: the budgets of a shared Redis outlive one. */
export function someNumber(): string {
  return `+1415555${String(2000 + Math.floor(Math.random() * 7999)).padStart(4, '0')}`
}

/** The counters of a shared Redis outlive a test; a far day gives it windows of its own. */
export function goToFarDay(server: TestServer): void {
  server.clock.advance({ days: 1 + Math.floor(Math.random() * 50_000) })
}
