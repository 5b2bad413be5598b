/** The entrance `kalosphere-auth/verify`: what is named here is promised (see README.md), and the rest is not. */
export type { AccessClaims } from './access-claims.ts'
export type { Demands } from './demands.ts'
export { bearerOf, expressGuard, fastifyGuard, holderOf, honoGuard, requestGuard } from './guards.ts'
export { type RefusalCode, RefusedError } from './refused-error.ts'
export { openVerifier, type Verifier, type VerifierOptions } from './verifier.ts'
