import type { Page } from '@playwright/test'

/** Options as the service gives them, and what the browser makes of them: JSON of WebAuthn level 3, section 5.1. */
export type Json = Readonly<Record<string, unknown>>

/**
 * The open page has an authenticator make a credential.
 * @throws Error with the name of the browser's refusal, such as `InvalidStateError`
 */
export function make(page: Page, options: Json): Promise<Json> {
  return page.evaluate(async (json) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as never)
    const made = await navigator.credentials.create({ publicKey })
    return { ...(made as PublicKeyCredential).toJSON() }
  }, options)
}

/**
 * The open page has an authenticator sign.
 * @param mediation `conditional` for an offer in the name field, where nobody is asked before they choose it
 * @throws Error with the name of the browser's refusal, such as `NotAllowedError`
 */
export function sign(page: Page, options: Json, mediation: 'optional' | 'conditional' = 'optional'): Promise<Json> {
  return page.evaluate(
    async ({ json, mediation }) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as never)
      const signed = await navigator.credentials.get({ publicKey, mediation })
      return { ...(signed as PublicKeyCredential).toJSON() }
    },
    { json: options, mediation },
  )
}
