/** Which stores this run is about; set by `npm test` for each combination. */
export const store = process.env.TEST_STORE ?? 'sqlite'
