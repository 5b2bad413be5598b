/** Who sent a request, as far as the transport tells; nothing here is proof of identity. */
export type Caller = {
  /** Client address in canonical form; behind proxies only as the trusted ones report it. */
  readonly ip: string
  /** The block that limits are counted for: the address itself for IPv4, its /64 for IPv6. */
  readonly network: string
  readonly userAgent: string
  readonly requestId: string
  /** The device token the client holds, if it sent one. */
  readonly deviceToken: string | undefined
  /** The language of ours that the client likes best; absent when it named none. */
  readonly language?: string | undefined
}

/** A person whom the session guard has let in. */
export type Person = {
  readonly accountId: string
  readonly sessionId: string
  /** When this session last proved a credential. */
  readonly authTime: Date
  readonly roles: readonly string[]
  /** Whether the account has a second factor, which sensitive calls then ask for. */
  readonly hasFactor: boolean
  /** When this session last proved a second factor; null when it never did. */
  readonly factorAt: Date | null
}
