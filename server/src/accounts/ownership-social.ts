import { fleeting, now, type Ownership, shown } from './ownership-types.ts'

type SocialTable = 'social_identity' | 'social_flow' | 'social_code' | 'spent_token'

/** Whose the rows about other services are. */
export const socialOwnership: { readonly [T in SocialTable]: Ownership<T> } = {
  social_identity: {
    exported: {
      member: 'linked_accounts',
      by: 'account_id',
      order: ['created_at', 'id'],
      columns: {
        ...shown('id', 'account_id', 'provider', 'issuer', 'subject', 'email', 'created_at', 'last_used_at'),
        sealed_tokens: 'a secret',
      },
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
  social_flow: {
    exported: { not: 'It lives for the minutes between the way to a provider and the way back.' },
    erased: 'with the account',
    kept: { after: 'expires_at', days: now },
  },
  social_code: { exported: fleeting, erased: fleeting, kept: { after: 'expires_at', days: now } },
  spent_token: { exported: fleeting, erased: fleeting, kept: { after: 'expires_at', days: now } },
}
