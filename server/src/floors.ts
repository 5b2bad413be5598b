/**
 * The order of the house. A folder may import from its own floor's folder and from lower floors, never from a higher
 * one; `test/rules/floors.test.ts` enforces it. Files directly in `src/` stand above all floors.
 */
export const floors = [
  'base',
  'words',
  'platform',
  'http',
  'notices',
  'outbox',
  'audit',
  'protection',
  'proofs',
  'keys',
  'sessions',
  'services',
  'devices',
  'notifications',
  'events',
  'passwords',
  'accounts',
  'recovery',
  'mfa',
  'social',
  'takeover',
  'signin',
  'operations',
  'importing',
  'admin',
  'cli',
] as const
