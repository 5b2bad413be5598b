import type { CDPSession, Page } from '@playwright/test'

/**
 * What a person holds, or has built into the device. The browser takes it for a real one: what it lets a page ask of it,
 * and what it refuses, is its own judgement.
 */
const kinds = {
  /** Of a laptop or phone: keeps accounts, and asks for a finger or a PIN. */
  passkey: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
  /** Put into a port and touched; knows neither accounts nor its owner. */
  'security key': { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: false },
  /** The same, as it was made before 2018. */
  'old security key': { protocol: 'u2f', transport: 'usb', hasResidentKey: false, hasUserVerification: false },
} as const

export type Kind = keyof typeof kinds

export type Authenticator = {
  /** How many accounts and keys it holds. */
  readonly count: () => Promise<number>
  /** Whether its owner's finger is the right one; at first it is. */
  readonly recognise: (right: boolean) => Promise<void>
  /** From now on it does one thing wrong in each of its answers. */
  readonly fail: (fault: 'isBogusSignature' | 'isBadUV' | 'isBadUP') => Promise<void>
  /** Whether it lies there untouched; at first it is touched whenever it asks for it. */
  readonly rest: (untouched: boolean) => Promise<void>
  readonly unplug: () => Promise<void>
}

export type Port = { readonly plugIn: (kind: Kind) => Promise<Authenticator> }

/** Where authenticators are put in; each is seen by one page and stays when the page goes elsewhere. */
export function openPort(page: Page): Port {
  let opened: Promise<CDPSession> | undefined
  const open = async () => {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    return session
  }
  return {
    async plugIn(kind) {
      opened ??= open()
      const session = await opened
      const options = { ...kinds[kind], isUserVerified: true, automaticPresenceSimulation: true }
      const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options })
      return {
        count: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
        recognise: async (isUserVerified) =>
          void (await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })),
        fail: async (fault) =>
          void (await session.send('WebAuthn.setResponseOverrideBits', { authenticatorId, [fault]: true })),
        rest: async (untouched) =>
          void (await session.send('WebAuthn.setAutomaticPresenceSimulation', {
            authenticatorId,
            enabled: !untouched,
          })),
        unplug: async () => void (await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })),
      }
    },
  }
}
