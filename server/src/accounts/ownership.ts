import type { TableName } from '../platform/db/schema.ts'
import { factorOwnership } from './ownership-factors.ts'
import { importOwnership } from './ownership-imports.ts'
import { socialOwnership } from './ownership-social.ts'
import { fleeting, now, type Ownership, shown } from './ownership-types.ts'
import { webhookOwnership } from './ownership-webhooks.ts'

const services = { not: 'It is the service’s own.' }
const month = (): number => 30

/**
 * Whose the rows of each table are: how they are exported, how erased, how long kept. A table that is missing here does
 * not compile, and tests hold the export, the erasure and the clean-up against it.
 */
export const ownership: { readonly [T in TableName]: Ownership<T> } = {
  account: {
    exported: {
      member: 'account',
      by: 'id',
      order: ['created_at', 'id'],
      columns: shown(
        'id',
        'email',
        'email_key',
        'username',
        'username_key',
        'display_name',
        'locale',
        'timezone',
        'avatar_url',
        'roles',
        'is_active',
        'email_verified_at',
        'mfa_enabled',
        'email_mfa_enabled',
        'is_phone_verified',
        'has_passkey',
        'last_login_at',
        'created_at',
        'updated_at',
      ),
    },
    erased: 'with the account',
    kept: {
      after: 'created_at',
      days: ({ passwords }) => passwords.unverifiedDays,
      only: 'accounts that are on and whose address was never proved',
    },
  },
  username_hold: {
    exported: { not: 'It holds a name for a registration and does not say for whose.' },
    erased: { not: 'It ends by itself within days.' },
    kept: { after: 'expires_at', days: now },
  },
  password: {
    exported: {
      member: 'credentials',
      by: 'account_id',
      order: ['changed_at', 'account_id'],
      columns: { ...shown('account_id', 'changed_at'), hash: 'a secret' },
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
  session: {
    exported: {
      member: 'sessions',
      by: 'account_id',
      order: ['created_at', 'id'],
      columns: {
        ...shown(
          'id',
          'account_id',
          'device_id',
          'generation',
          'rotated_at',
          'amr',
          'acr',
          'auth_time',
          'ip',
          'user_agent',
          'created_at',
          'last_seen_at',
          'expires_at',
          'revoked_at',
          'revoked_reason',
          'factor_at',
          'access_from',
        ),
        enrolment_digest: 'a secret',
      },
    },
    erased: 'with the account',
    kept: { after: 'expires_at', days: month },
  },
  device: {
    exported: {
      member: 'devices',
      by: 'account_id',
      order: ['first_seen_at', 'id'],
      columns: {
        ...shown('id', 'account_id', 'name', 'user_agent', 'ip', 'first_seen_at', 'last_seen_at', 'trusted_until'),
        token_digest: 'a secret',
      },
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
  proof: {
    exported: {
      member: 'mailed_links_and_codes',
      by: 'account_id',
      order: ['created_at', 'id'],
      columns: {
        ...shown(
          'id',
          'account_id',
          'purpose',
          'target',
          'tries_left',
          'created_at',
          'expires_at',
          'consumed_at',
          'superseded_at',
          'about',
        ),
        token_digest: 'a secret',
        code_digest: 'a secret',
      },
    },
    erased: 'with the account',
    kept: { after: 'expires_at', days: month },
  },
  freeze: {
    exported: {
      member: 'freeze',
      by: 'account_id',
      order: ['at', 'account_id'],
      columns: shown('account_id', 'at', 'thawed_at'),
    },
    erased: 'with the account',
    kept: 'as long as the account',
  },
  login_ticket: {
    exported: {
      member: 'waiting_sign_ins',
      by: 'account_id',
      order: ['created_at', 'id'],
      columns: {
        ...shown(
          'id',
          'account_id',
          'amr',
          'password_date',
          'device_name',
          'created_at',
          'expires_at',
          'used_at',
          'identity_id',
        ),
        token_digest: 'a secret',
      },
    },
    erased: 'with the account',
    kept: { after: 'expires_at', days: now },
  },
  ...socialOwnership,
  ...factorOwnership,
  notice: {
    exported: {
      member: 'notices',
      by: 'account_id',
      order: ['at', 'id'],
      columns: shown('id', 'account_id', 'type', 'at', 'data', 'read_at'),
    },
    erased: 'with the account',
    kept: { after: 'at', days: () => 90 },
  },
  notice_ticket: {
    exported: { not: 'It lives for half a minute, to open one socket.' },
    erased: 'with the account',
    kept: { after: 'expires_at', days: now },
  },
  challenge: { exported: fleeting, erased: fleeting, kept: { after: 'expires_at', days: now } },
  budget: {
    exported: { not: 'It counts requests by digests that name nobody.' },
    erased: { not: 'It ends by itself within a day.' },
    kept: { after: 'expire', days: now },
  },
  attempt: {
    exported: {
      member: 'failed_attempts',
      by: 'counters',
      order: ['key', 'key'],
      columns: shown('key', 'spent', 'window_ends_at'),
    },
    erased: 'by its id',
    kept: { after: 'window_ends_at', days: now },
  },
  outbox: {
    exported: { not: 'It is on its way: a mail that the person gets, or an event of what the document shows.' },
    erased: { not: 'What is on its way arrives, or is given up after three days.' },
    kept: { after: 'failed_at', days: month, only: 'what was given up' },
  },
  audit_event: {
    exported: {
      member: 'events',
      by: 'account_id',
      order: ['at', 'id'],
      columns: {
        ...shown(
          'id',
          'at',
          'name',
          'account_id',
          'session_id',
          'ip',
          'user_agent',
          'request_id',
          'facts',
          'personal_facts',
        ),
        subject: 'of the seal',
        salt: 'a secret',
        personal_digest: 'of the seal',
        chain: 'of the seal',
        position: 'of the seal',
        hash: 'of the seal',
      },
    },
    erased: 'made nobody’s',
    kept: {
      after: 'at',
      days: ({ audit }) => audit.retentionDays.main,
      only: 'sealed ones; what strangers can cause as often as they like goes sooner',
    },
  },
  erasure: {
    exported: {
      member: 'erasure',
      by: 'account_id',
      order: ['asked_at', 'account_id'],
      columns: shown('account_id', 'asked_at', 'asked_by', 'due_at', 'was_active'),
    },
    erased: 'with the account',
    kept: { after: 'due_at', days: now },
  },
  ...webhookOwnership,
  ...importOwnership,
  service: { exported: services, erased: services, kept: 'as long as the service' },
  session_sample: {
    exported: services,
    erased: services,
    kept: { after: 'hour', days: ({ audit }) => audit.retentionDays.main },
  },
  first_admin_link: { exported: services, erased: services, kept: { after: 'expires_at', days: now } },
  audit_checkpoint: { exported: services, erased: services, kept: 'as long as the service' },
  audit_stream: { exported: services, erased: services, kept: 'as long as the service' },
  signing_key: { exported: services, erased: services, kept: { after: 'retires_at', days: now } },
}
