/** Whether this is the long form of the suites, on a machine of its own: `npm run test:faults` says so. */
export const long = process.env.FAULTS === 'long'

/** How long the soak lasts, in seconds. */
export const soakSeconds = Number(process.env.FAULTS_SOAK_SECONDS ?? (long ? 7200 : 20))

/** How often the service is killed. */
export const kills = Number(process.env.FAULTS_KILLS ?? (long ? 200 : 4))

/** `REFRESH_REUSE_GRACE` of these suites in seconds, as long as it can be: for so long a token whose answer was lost may come again. */
export const graceSeconds = 300
