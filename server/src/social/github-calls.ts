import { Problem } from '../base/problem.ts'
import type { App } from '../platform/app.ts'
import { fetchOutside, jsonOf, type OutsideAnswer, type OutsideRequest } from '../platform/outbound.ts'
import { OutboundError } from '../platform/outbound-error.ts'
import type { GithubSettings } from '../platform/social-settings.ts'

/** What GitHub said: its status and its JSON. */
export type GithubAnswer = { readonly status: number; readonly json: unknown }

type Question = Pick<OutsideRequest, 'method' | 'headers' | 'body'>

/** Far more than any of the answers we read. */
const mostBytes = 200_000

/**
 * Asks GitHub something, and takes from it nothing but JSON.
 * No version of its interface is asked for: what we read is the same in all, and a version that a server of GitHub
 * Enterprise does not know, or GitHub no longer, is answered with 400.
 * @returns the answer of any status that is not about GitHub itself
 * @throws Problem `provider_unavailable` when it does not answer, says that it cannot, or that it was asked too often
 */
export async function askGithub(
  app: Pick<App, 'now'>,
  settings: GithubSettings,
  url: string,
  question: Question = {},
): Promise<GithubAnswer> {
  const { allowPrivate } = settings
  const headers = { Accept: 'application/json', ...question.headers }
  try {
    const answer = await fetchOutside(url, { ...question, headers, allowPrivate, mostBytes })
    const retryAfter = secondsToWait(app, answer)
    if (retryAfter !== undefined) throw unavailable(settings, 'we asked too often', { retryAfter })
    if (answer.status >= 500) throw unavailable(settings, `it answered ${answer.status}`)
    return { status: answer.status, json: jsonOf(answer) }
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw unavailable(settings, error.message, { cause: error })
  }
}

/** Neither the person nor the app that asks can do anything about it. */
export function unavailable(
  { id }: GithubSettings,
  why: string,
  more: { retryAfter?: number; cause?: unknown } = {},
): Problem {
  return new Problem('provider_unavailable', { note: `${id}: ${why}`, ...more })
}

/** What was brought to us from GitHub is not good. */
export function refused({ id }: GithubSettings, why: string): Problem {
  return new Problem('provider_refused', { note: `${id}: ${why}` })
}

/**
 * How long GitHub asks us to wait, where it says that we asked too often; 403 alone can mean something else
 * (docs.github.com: rate limits for the REST API).
 * @returns seconds, between one and an hour
 */
function secondsToWait(app: Pick<App, 'now'>, { status, headers }: OutsideAnswer): number | undefined {
  if (status !== 403 && status !== 429) return undefined
  const after = Number(headers['retry-after'])
  if (after > 0) return within(after)
  if (headers['x-ratelimit-remaining'] !== '0') return status === 429 ? 60 : undefined
  const left = Number(headers['x-ratelimit-reset']) - app.now().getTime() / 1000
  return within(left > 0 ? left : 60)
}

function within(seconds: number): number {
  return Math.ceil(Math.min(Math.max(seconds, 1), 3600))
}
