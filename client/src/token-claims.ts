/**
 * What an access token says of itself: enough to choose what to show, never a proof. The service decides at each call.
 * @returns nothing for no token, or one that is none of ours
 */
export function claimsOfToken(access: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const payload = (access?.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const claims: unknown = JSON.parse(atob(payload))
    return typeof claims === 'object' && claims !== null ? { ...claims } : {}
  } catch {
    return {}
  }
}

export type Holder = { readonly id: string; readonly roles: readonly string[] }

/** Whose token it is, and which roles they had when it was made; a role that changes ends the session. */
export function holderOfToken(access: string | undefined): Holder {
  const { sub, roles } = claimsOfToken(access)
  return { id: String(sub ?? ''), roles: Array.isArray(roles) ? roles.map(String) : [] }
}
