/**
 * Who somebody is at another service, as that service has just proved. Only `issuer` and `subject` together name the
 * person (OpenID Connect Core 1.0, section 5.7); everything else is contact data that may change hands.
 */
export type OutsideIdentity = {
  /** Our word for the service, as in the addresses of the routes. */
  readonly provider: string
  readonly issuer: string
  /** Never given to another person by the same issuer. */
  readonly subject: string
  readonly email: string | undefined
  /** True only where the provider said the boolean `true`. */
  readonly emailVerified: boolean
  readonly name: string | undefined
  readonly picture: string | undefined
  readonly username: string | undefined
}
