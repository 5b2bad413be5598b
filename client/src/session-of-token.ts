/**
 * Which session an access token belongs to, as it says itself: enough to see that it is another, never a proof.
 * @returns undefined for no token, or one that is none of ours
 */
export function sessionOfToken(access: string | undefined): string | undefined {
  try {
    const payload = (access?.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const { sid } = JSON.parse(atob(payload)) as { sid?: unknown }
    return typeof sid === 'string' ? sid : undefined
  } catch {
    return undefined
  }
}
