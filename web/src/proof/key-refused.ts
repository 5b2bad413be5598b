/** The browser made no key. It does not tell why: a wrong finger, a key that is there already, or a change of mind. */
export class KeyRefusedError extends Error {}
