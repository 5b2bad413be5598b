import { now, type Ownership, shown } from './ownership-types.ts'

type ImportTable = 'imported_account' | 'erased_import' | 'legacy_login' | 'legacy_token'

/** Whose the rows about a former service are. */
export const importOwnership: { readonly [T in ImportTable]: Ownership<T> } = {
  imported_account: {
    exported: {
      member: 'imported',
      by: 'account_id',
      order: ['imported_at', 'account_id'],
      columns: shown('account_id', 'source', 'imported_at'),
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
  erased_import: {
    exported: { not: 'It is of people who have no account any more.' },
    erased: { not: 'It is a keyed digest of an id, which keeps an import from bringing back whoever is erased.' },
    kept: 'as long as the service',
  },
  legacy_login: {
    exported: {
      member: 'former_sign_in',
      by: 'account_id',
      order: ['imported_at', 'account_id'],
      columns: shown('account_id', 'imported_at', 'access_session_id', 'access_ended_at'),
    },
    erased: 'with the account',
    kept: { after: 'imported_at', days: ({ tokens }) => tokens.refreshDays },
  },
  legacy_token: {
    exported: { not: 'It is the number of a token that is used up, and goes when the token would have ended.' },
    erased: { not: 'It names nobody, and goes within days.' },
    kept: { after: 'expires_at', days: now },
  },
}
