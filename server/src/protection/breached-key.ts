import { hash } from 'node:crypto'

/**
 * The key under which the public lists of breached passwords file a password: SHA-1 of its UTF-8. It is the lists' own
 * format and guards nothing here; passwords are stored under argon2id, and this key never leaves the process whole.
 * @param password the password in NFC, as it is hashed and stored
 * @returns 40 upper-case hex digits
 */
export function breachedKey(password: string): string {
  return hash('sha1', password, 'hex').toUpperCase()
}
