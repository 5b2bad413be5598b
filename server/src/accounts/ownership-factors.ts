import { type Ownership, shown } from './ownership-types.ts'

type FactorTable = 'factor' | 'factor_recovery' | 'backup_code' | 'passkey'

/** Whose the rows about second factors are. */
export const factorOwnership: { readonly [T in FactorTable]: Ownership<T> } = {
  factor: {
    exported: {
      member: 'second_factors',
      by: 'account_id',
      order: ['kind', 'kind'],
      columns: {
        ...shown('account_id', 'kind', 'target', 'last_step', 'confirmed_at', 'pending_target', 'pending_until'),
        sealed_seed: 'a secret',
        pending_seed: 'a secret',
      },
    },
    erased: 'with the account',
    kept: { after: 'pending_until', days: () => 1, only: 'enrolments that were not confirmed' },
  },
  factor_recovery: {
    exported: {
      member: 'factor_recovery',
      by: 'account_id',
      order: ['asked_at', 'account_id'],
      columns: shown('account_id', 'asked_at', 'mail_proved_at', 'approved_at', 'due_at'),
    },
    erased: 'with the account',
    kept: { after: 'asked_at', days: () => 7, only: 'wishes that one side never agreed to' },
  },
  backup_code: {
    exported: {
      member: 'backup_codes',
      by: 'account_id',
      order: ['created_at', 'id'],
      columns: {
        ...shown('id', 'account_id', 'created_at', 'used_at'),
        digest: 'a secret',
        hashed_by: 'a secret',
        sealed_hash: 'a secret',
      },
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
  passkey: {
    exported: {
      member: 'passkeys',
      by: 'account_id',
      order: ['created_at', 'id'],
      columns: {
        ...shown(
          'id',
          'account_id',
          'credential_id',
          'sign_count',
          'transports',
          'aaguid',
          'name',
          'is_backed_up',
          'is_multi_device',
          'is_user_verified',
          'created_at',
          'last_used_at',
        ),
        public_key: 'a secret',
      },
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
}
