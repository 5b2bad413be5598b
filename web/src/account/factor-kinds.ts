/** The kinds of second factor that are there once or not at all; of keys there can be many. */
export const kinds = ['totp', 'email', 'sms'] as const
export type Kind = (typeof kinds)[number]
