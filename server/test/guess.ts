import type { Answer, Client } from './client.ts'

/** Sends a sign-in: the name may be an address or a username. */
export function signIn(
  client: Client,
  name: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return client.post('/api/auth/login/', { email: name, password }, headers)
}

/** Wrong passwords one after the other. @returns the answers */
export async function guess(client: Client, name: string, times: number): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let i = 0; i < times; i++) answers.push(await signIn(client, name, `Wr0ng-guess-${i}`))
  return answers
}

/** The statuses of answers, for a comparison at a glance. */
export function statuses(answers: readonly Answer[]): number[] {
  return answers.map(({ status }) => status)
}

/** How many answers had each status. */
export function tally(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The same request many times at once. */
export function atOnce<R>(times: number, act: (i: number) => Promise<R>): Promise<R[]> {
  return Promise.all(Array.from({ length: times }, (_, i) => act(i)))
}
