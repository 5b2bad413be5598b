import { type Command, InvalidArgumentError } from 'commander'
import { findSubject } from '../audit/find-subject.ts'
import type { Finding } from '../audit/findings.ts'
import { restartLog } from '../audit/restart-log.ts'
import { verdictDocument } from '../audit/verdict-document.ts'
import { type Anchor, type Verdict, verifyLog } from '../audit/verify-log.ts'
import type { Cli } from './cli.ts'
import { failure } from './cli-error.ts'
import { makeProgress } from './progress.ts'
import { withService } from './with-app.ts'

/** `audit …` */
export function auditCommands(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('see whether the audit log is what was recorded')
  audit
    .command('verify')
    .description('find every change, removal and reordering since the events were sealed')
    .option(
      '--anchor <chain:position:hash>',
      'an end that the log of the service has told: the chain must still go through it (may be repeated)',
      addAnchor,
      [],
    )
    .action((options: { anchor: Anchor[] }) => verify(cli, options.anchor))
  audit
    .command('restart')
    .description('begin the chains anew, when the key of the log was lost or its checkpoint altered')
    .action(() => restart(cli))
  audit
    .command('subject')
    .argument('<account-id>')
    .description('tell the pseudonym under which the events of an account stay when it is erased')
    .action((accountId: string) => subject(cli, accountId))
}

function addAnchor(text: string, before: Anchor[]): Anchor[] {
  const [, chain, position, hash = ''] = /^(main|brief):(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
  if (chain !== 'main' && chain !== 'brief') throw new InvalidArgumentError('It must be like main:1234:hash.')
  return [...before, { chain, position: Number(position), hash }]
}

function verify(cli: Cli, anchors: readonly Anchor[]): Promise<void> {
  return withService(cli, async (app) => {
    const progress = makeProgress('Reading')
    const verdict = await verifyLog(app, { anchors, onProgress: progress.at }).finally(progress.end)
    cli.console.tell(verdictDocument(verdict), inWords(verdict))
    if (verdict.count === 0) return
    // The document says it all already.
    if (cli.console.json()) process.exitCode = 1
    else throw failure(verdict.count === 1 ? 'One thing is wrong.' : `${verdict.count} things are wrong.`)
  })
}

function inWords({ read, unsealed, findings, count }: Verdict): string {
  const chains = Object.entries(read).map(([chain, { from, upTo }]) => {
    if (from === upTo) return `${chain}: no events`
    return `${chain}: ${upTo - from} events, ${from + 1} to ${upTo}`
  })
  const waiting =
    unsealed === 0 ? [] : [`${unsealed} events are not sealed yet: a running service does it within a second`]
  const more = count > findings.length ? [`… and ${count - findings.length} more`] : []
  return [...chains, ...waiting, ...findings.map(inLine), ...more].join('\n')
}

function inLine({ what, chain, position, upTo, eventId, says }: Finding): string {
  const places = position === null ? '' : position === upTo ? `:${position}` : `:${position}–${upTo}`
  const event = eventId === null ? '' : ` event ${eventId}`
  return `✗ ${what} ${chain === null ? 'log' : `${chain}${places}`}${event}: ${says}`
}

function restart(cli: Cli): Promise<void> {
  return withService(cli, async (app) => {
    const begins = await restartLog(app)
    if (begins === 'whole') throw failure('There is nothing wrong with the checkpoint, so nothing was done.')
    const says = `The chains begin anew: main behind ${begins.main}, brief behind ${begins.brief}.`
    cli.console.tell({ begins }, `${says} What stands before can no longer be checked.`)
  })
}

function subject(cli: Cli, accountId: string): Promise<void> {
  return withService(cli, async (app) => {
    const found = await findSubject(app, accountId.toLowerCase())
    cli.console.tell({ account_id: accountId, subject: found }, found)
  })
}
