/** The present moment; the only way the product learns the time, so that tests can move it. */
export type Clock = () => Date

export const systemClock: Clock = () => new Date()
