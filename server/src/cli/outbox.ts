import type { Command } from 'commander'
import { retryDeliveries } from '../operations/retry-deliveries.ts'
import { type ListedItem, listItems } from '../outbox/outbox.queries.ts'
import type { Cli } from './cli.ts'
import { failure, misuse } from './cli-error.ts'
import { inColumns } from './console.ts'
import { readCount } from './read-count.ts'
import { readId } from './read-id.ts'
import { withService } from './with-app.ts'

type ListOptions = { failed?: true; topic?: string; limit: number }

/** `outbox …`: how deliveries stand, and another try for those given up. What is in them is shown to nobody. */
export function outboxCommands(program: Command, cli: Cli): void {
  const outbox = program.command('outbox').description('see and retry what waits to be sent: mails, texts, events')
  outbox
    .command('list')
    .description('list what waits and what was given up, oldest first, without what is in it')
    .option('--failed', 'only what was given up')
    .option('--topic <topic>', 'only this kind, such as mail, text or event')
    .option('--limit <count>', 'how many at most', readCount, 50)
    .action((options: ListOptions) => list(cli, options))
  outbox
    .command('retry')
    .argument('[id...]', 'ids of items that were given up', collectId)
    .description('try again what was given up')
    .option('--all', 'everything that was given up')
    .action((ids: string[] | undefined, options: { all?: true }) => retry(cli, ids ?? [], options.all === true))
}

function list(cli: Cli, { failed, topic, limit }: ListOptions): Promise<void> {
  return withService(cli, async (app) => {
    const found = await listItems(app.db, { failedOnly: failed === true, topic, most: limit + 1 })
    const items = found.slice(0, limit).map((item) => ({
      id: item.id,
      topic: item.topic,
      state: stateOf(item, app.now()),
      attempts: item.attempts,
      created_at: item.createdAt,
      due_at: item.dueAt,
      failed_at: item.failedAt,
      last_error: item.lastError,
    }))
    const rows = items.map((item) => [
      item.id,
      item.topic,
      item.state,
      String(item.attempts),
      (item.failed_at ?? item.due_at).toISOString(),
      item.last_error ?? '',
    ])
    const more = found.length > limit
    const heading = ['ID', 'TOPIC', 'STATE', 'TRIES', 'DUE OR GIVEN UP', 'LAST ERROR']
    cli.console.tell({ items, more }, inColumns([heading, ...rows]))
    if (more && !cli.console.json()) cli.console.note('There are more: see --limit, --topic and --failed.')
  })
}

function stateOf({ failedAt, claimedUntil, dueAt }: ListedItem, now: Date): 'failed' | 'sending' | 'due' | 'waiting' {
  if (failedAt !== null) return 'failed'
  if (claimedUntil !== null && claimedUntil > now) return 'sending'
  return dueAt > now ? 'waiting' : 'due'
}

function retry(cli: Cli, ids: readonly string[], all: boolean): Promise<void> {
  if (all === ids.length > 0) throw misuse('Name the ids of items, or --all.')
  return withService(cli, async (app) => {
    const retried = await retryDeliveries(app, all ? 'all' : ids)
    if (retried < new Set(ids).size) {
      throw failure(`Not all of them were given up, or are there: ${retried} will be tried again now.`)
    }
    cli.console.tell({ retried }, retried === 0 ? 'Nothing was given up.' : `${retried} will be tried again now.`)
  })
}

function collectId(id: string, before: string[] | undefined): string[] {
  return [...(before ?? []), readId(id)]
}
