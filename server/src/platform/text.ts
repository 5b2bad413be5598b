import type { Secret } from '../base/secret.ts'

export type Text = {
  /** Of the outbox row, so that a file is written once. */
  readonly id: string
  /** E.164, such as +14155552671. */
  readonly to: string
  readonly body: string
}

export type TwilioSettings = {
  readonly accountSid: string
  readonly authToken: Secret
  readonly from: string
  /** Another address of the API, for a stand-in; unset for Twilio's own. */
  readonly baseUrl: string | undefined
  /** How long an answer is waited for; the worker waits, never a request. */
  readonly timeoutMs: number
}

export type Texter = {
  /** @throws Error, with `permanent: true` when the number cannot be reached whenever it is tried */
  readonly send: (text: Text) => Promise<void>
  /** What was sent, with the memory back end alone. */
  readonly sent?: readonly Text[]
}
