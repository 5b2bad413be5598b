import { buildIfStale } from './web/build-if-stale.ts'

// Before `npm start`: the service starts whatever becomes of the pages.
await buildIfStale((text) => void process.stdout.write(`${text}\n`)).catch((error: unknown) => {
  process.stderr.write(
    `The pages could not be built, and the service starts with those of before, or without:\n${String(error)}\n`,
  )
  if (process.argv.includes('--strict')) process.exitCode = 1
})
