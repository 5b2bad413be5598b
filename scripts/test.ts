import { join } from 'node:path'
import { runStories } from './testing/browser.ts'
import { type Children, makeChildren } from './testing/children.ts'
import { findChromium } from './testing/chromium.ts'
import { type Plan, planRun, root, usage } from './testing/plan.ts'
import { type Outcome, runTests, seconds } from './testing/run-tests.ts'
import { type Combination, makeStores, type Stores } from './testing/stores.ts'

/** One thing a run looks at; `lacking` where the machine has not what it needs, which may be forgiven. */
type Step = { readonly name: string; readonly forgiving?: boolean; readonly run: () => Promise<StepOutcome> }
type StepOutcome = Outcome & { readonly lacking?: boolean }
type Result = Omit<Step, 'run'> & StepOutcome & { readonly took: number }
type Tools = { readonly children: Children; readonly stores: Stores; readonly signal: AbortSignal }

const biome = 'node_modules/@biomejs/biome/bin/biome'
const tsc = 'node_modules/typescript/bin/tsc'

function stepsOf(plan: Plan, tools: Tools): Step[] {
  const checks: Step[] = [
    { name: 'format', run: () => check(tools, [biome, 'check', '--error-on-warnings', '.']) },
    { name: 'types of server', run: () => check(tools, [tsc, '-p', 'server']) },
    { name: 'types of client', run: () => check(tools, [tsc, '-p', 'client']) },
    { name: 'types of web', run: () => check(tools, [tsc, '-p', 'web']) },
    { name: 'types of bench', run: () => check(tools, [tsc, '-p', 'bench']) },
    { name: 'types of e2e', run: () => check(tools, [tsc, '-p', 'e2e']) },
  ]
  const once = (files: readonly string[]) => () =>
    runTests({ files, environment: {}, name: plan.name, signal: tools.signal })
  return [
    ...(plan.checks ? checks : []),
    ...(plan.rules.length > 0 ? [{ name: 'rules', run: once(plan.rules) }] : []),
    ...(plan.unit.length > 0 ? [{ name: 'unit', run: once(plan.unit) }] : []),
    ...(plan.store.length > 0 ? plan.combinations.map((one) => storeStep(plan, tools, one)) : []),
    ...(plan.browser.length > 0 ? [browserStep(plan, tools)] : []),
  ]
}

function storeStep(plan: Plan, { stores, signal }: Tools, combination: Combination): Step {
  return {
    name: combination,
    forgiving: plan.forgiving.store,
    async run() {
      const opened = await stores.open(combination).catch((error: Error) => error)
      if (opened instanceof Error) return lacking(opened)
      return runTests({ files: plan.store, environment: opened, name: plan.name, signal })
    },
  }
}

function browserStep({ browser: files, name, forgiving }: Plan, tools: Tools): Step {
  const { children, signal } = tools
  return {
    name: 'browser',
    forgiving: forgiving.browser,
    async run() {
      try {
        findChromium()
      } catch (error) {
        return lacking(error as Error)
      }
      const built = await check(tools, ['scripts/build-web.ts', '--strict'])
      return built.ok ? runStories(children, { files, name, signal }) : built
    },
  }
}

function lacking({ message }: Error): StepOutcome {
  return { ok: false, lacking: true, said: `not run: ${message}` }
}

async function check({ children }: Tools, args: readonly string[]): Promise<Outcome> {
  const [program = '', ...rest] = args
  const { ended } = children.start(process.execPath, [join(root, program), ...rest], { cwd: root, stdio: 'inherit' })
  const code = await ended
  return { ok: code === 0, said: code === 0 ? '' : 'failed' }
}

async function runSteps(steps: readonly Step[], signal: AbortSignal): Promise<Result[]> {
  const results: Result[] = []
  for (const { run, ...step } of steps) {
    if (signal.aborted) break
    console.log(`\n── ${step.name}`)
    const start = performance.now()
    const outcome = await run()
    results.push({ ...step, took: performance.now() - start, ...outcome })
  }
  return results
}

/** Says how each step ended, and what could not run. @returns whether all is well */
function conclude(results: readonly Result[]): boolean {
  console.log('\n── summary')
  const ran = results.filter(({ lacking }) => !lacking)
  for (const { name, ok, said, took } of ran) {
    console.log(`${ok ? '✔' : '✖'} ${name.padEnd(16)} ${seconds(took).padStart(8)}  ${said}`)
  }
  const missing = results.filter(({ lacking }) => lacking)
  for (const { name, said } of missing) console.log(`– ${name.padEnd(16)} ${said}`)
  return ran.every(({ ok }) => ok) && missing.every(({ forgiving }) => forgiving)
}

async function main(): Promise<number> {
  const plan = planRun(process.argv.slice(2))
  if (plan === undefined) {
    console.log(usage)
    return 0
  }
  const stop = new AbortController()
  const children = makeChildren()
  let code = 1
  const stopWith = (signalCode: number) => () => {
    code = signalCode
    stop.abort()
  }
  process.once('SIGINT', stopWith(130)).once('SIGTERM', stopWith(143))
  try {
    const tools = { children, stores: makeStores(children), signal: stop.signal }
    const results = await runSteps(stepsOf(plan, tools), stop.signal)
    if (!stop.signal.aborted) code = conclude(results) ? 0 : 1
  } finally {
    await children.endAll()
  }
  return code
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 2
}
