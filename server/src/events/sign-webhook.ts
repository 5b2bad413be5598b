import { createHmac } from 'node:crypto'

/** `timestamp`: seconds since 1970, of the attempt. */
export type Message = { readonly id: string; readonly timestamp: number; readonly body: string }

/**
 * Signs a message for the header `webhook-signature` (Standard Webhooks, "Signature scheme").
 * @param keys raw secrets, one signature each: during a rotation there are two
 */
export function signWebhook(keys: readonly Uint8Array[], { id, timestamp, body }: Message): string {
  const content = `${id}.${timestamp}.${body}`
  return keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`).join(' ')
}
