/** What a provider has proved of somebody; its tokens sealed, in base64, where they are to be kept. */
export type StoredProof = {
  issuer: string
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
  picture: string | null
  username: string | null
  tokens: string | null
}

/** A link to another service as it was when it was taken away; `createdAt` RFC 3339. Tokens are not kept. */
export type StoredIdentity = {
  id: string
  provider: string
  issuer: string
  subject: string
  email: string | null
  createdAt: string
}

/** An event of security that its owner was mailed of: what a "this wasn't me" link is about. */
export type StoredEvent = {
  /** The kind of the mail. */
  kind: string
  /** The id of what was added or removed, where it has one. */
  thing: string | null
  /** The session that did it. */
  sessionId: string | null
  /** The link to another service that was taken away, to be put back. */
  removed: StoredIdentity | null
}
