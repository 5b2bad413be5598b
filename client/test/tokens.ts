/** A token that says this, as far as one can see without its signature. */
export function tokenOf(claims: Readonly<Record<string, unknown>>): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
}

/** The same token with a signature that no service accepts. */
export function spoiled(access = ''): string {
  return access.replace(/[^.]*$/, 'spoiled')
}
