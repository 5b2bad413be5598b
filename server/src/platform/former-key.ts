import { createPublicKey, type KeyObject } from 'node:crypto'
import type { SettingsReader } from './settings-reader.ts'

/**
 * The public key of the service before this one, by which its tokens are known until they run out.
 * @returns undefined where they are not to be taken; a wrong key is a fault, and is never repeated in it
 */
export function readFormerKey(read: SettingsReader): KeyObject | undefined {
  const word = read.choice('LEGACY_JWT', ['refuse', 'accept'], 'refuse')
  const given = read.optional('LEGACY_JWT_PUBLIC_KEY')
  // The old deployment's own key pair may be ours too.
  const pem = given ?? read.optional('JWT_PUBLIC_KEY')
  if (word === 'refuse') return undefined
  if (pem === undefined) {
    read.fault(
      'LEGACY_JWT=accept needs LEGACY_JWT_PUBLIC_KEY, the public half of the key that the old service signs with.',
    )
    return undefined
  }
  const key = readKey(pem)
  if (typeof key === 'string') {
    read.fault(`${given === undefined ? 'JWT_PUBLIC_KEY' : 'LEGACY_JWT_PUBLIC_KEY'} ${key}.`)
    return undefined
  }
  return key
}

function readKey(pem: string): KeyObject | string {
  // Node would take the public half of it in silence; but what only the old service should hold has no place here.
  if (pem.includes('PRIVATE KEY-----')) return 'is a private key: give its public half'
  try {
    const key = createPublicKey(pem.replaceAll('\\r', '').replaceAll('\\n', '\n').trim())
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    return key.asymmetricKeyType === 'rsa' && bits >= 2048 ? key : 'is no RSA key of 2048 bits or more'
  } catch {
    // What cannot be read is an answer here; the library's own words might repeat the key.
    return 'is no PEM text of a public key'
  }
}
