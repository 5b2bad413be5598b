import { loadLate } from '../platform/load-late.ts'

type Library = typeof import('openid-client')

/** Loaded with the first sign-in at another service: it brings the whole of Node's fetch with it. */
export function openIdLibrary(): Library {
  return loadLate('openid-client') as Library
}
