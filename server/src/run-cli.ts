import { runCommand } from './cli/program.ts'
import { processEnvironment } from './platform/config.ts'

/** Runs the command line of this process. */
export async function runCli(): Promise<void> {
  // Whoever reads our output may stop before its end, as `head` does.
  process.stdout.on('error', () => process.exit())
  const exitCode = await runCommand(process.argv.slice(2), {
    environment: processEnvironment,
    // The whole service is loaded only for the commands that need it: it takes longer than most others run.
    serve: async () => (await import('./run-service.ts')).runService(),
    openapi: async () => (await import('./openapi-document.ts')).openapiText(),
  })
  if (exitCode !== undefined) process.exitCode = exitCode
}
