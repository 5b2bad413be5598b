// Loaded before a test file. The runner's own timeout is about single tests: what a test leaves open, a server or a
// process, would hold up its file, and with it the whole run, for ever.
const limitMs = 600_000

setTimeout(() => {
  console.error(`This file has not ended within ${limitMs / 1000} s: ${process.getActiveResourcesInfo().join(', ')}`)
  process.exit(1)
}, limitMs).unref()
