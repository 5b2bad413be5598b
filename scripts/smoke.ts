import { parseArgs } from 'node:util'
import { makeClient } from './smoke/client.ts'
import { type Step, smokeSteps } from './smoke/steps.ts'
import { type Verify, verifyWithCli, verifyWithToken } from './smoke/verify.ts'

const usage = `npm run smoke                              walk through the service at http://127.0.0.1:8000
npm run smoke -- --url <address>           through another one
npm run smoke -- --verify-with token       ask for the mailed token; the default, cli, verifies with \`npm run cli\``

const ways: Readonly<Record<string, Verify>> = { cli: verifyWithCli, token: verifyWithToken }

/** Runs the steps in their order. @returns whether all is well */
async function walk(steps: readonly Step[]): Promise<boolean> {
  let well = true
  for (const { name, run, vital } of steps) {
    try {
      const outcome = await run()
      console.log(outcome === 'passed' ? `✓ ${name}` : `– ${name}: not in this version`)
    } catch (error) {
      console.log(`✗ ${name}: ${reasonOf(error)}`)
      well = false
      if (vital) break
    }
  }
  return well
}

/** A connection that was refused says so only inside. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error
    ? `${error.message} (${cause.message || String(Reflect.get(cause, 'code'))})`
    : error.message
}

function readArguments(): { url: string; verify: Verify } | undefined {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8000' },
      'verify-with': { type: 'string', default: 'cli' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return undefined
  const verify = ways[values['verify-with']]
  if (verify === undefined) throw new TypeError(`--verify-with is one of ${Object.keys(ways).join(', ')}.`)
  if (!URL.canParse(values.url)) throw new TypeError(`${values.url} is no address.`)
  return { url: values.url, verify }
}

try {
  const given = readArguments()
  if (given === undefined) console.log(usage)
  else process.exitCode = (await walk(smokeSteps(makeClient(given.url), given.verify))) ? 0 : 1
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 2
}
