// Loaded before test files. The runner's own timeout is about single tests: what a test leaves open, a server or a
// process, would hold up its process, and with it the whole run, for ever.
const limitMs = Number(process.env.TEST_FILE_LIMIT_MS ?? 1_200_000)

setTimeout(() => {
  console.error(`These tests have not ended within ${limitMs / 1000} s: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, limitMs).unref()
