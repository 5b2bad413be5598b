import type { OidcSettings } from '../platform/social-settings.ts'
import type { OutsideIdentity } from './outside-identity.ts'

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string }

/** The outside identity that proven claims tell of; what is not of the right type was not said. */
export function identityOfClaims({ id, issuer, emailVerifiedClaim }: OidcSettings, claims: Claims): OutsideIdentity {
  return {
    provider: id,
    issuer,
    subject: claims.sub,
    email: textOf(claims.email, 320),
    // "false" is true to a careless reader, and some issuers say it in letters.
    emailVerified: claims[emailVerifiedClaim] === true,
    name: textOf(claims.name, 200),
    picture: textOf(claims.picture, 500),
    username: textOf(claims.preferred_username, 200),
  }
}

function textOf(value: unknown, most: number): string | undefined {
  const isText = typeof value === 'string' && value !== '' && value.length <= most
  return isText && !value.includes('\0') && value.isWellFormed() ? value : undefined
}
