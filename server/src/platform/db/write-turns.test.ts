import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openSqliteConnection, type SqliteConnection } from './sqlite-connection.ts'
import { makeWriteTurns } from './write-turns.ts'

type Desk = { file: string; writer: SqliteConnection; syncs: () => number; numbers: () => number[] }

/** A real database file; commits are counted on their way to it. */
function openDesk(t: TestContext): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'kalosphere-turns-'))
  const file = join(folder, 'a.db')
  const connection = openSqliteConnection(file, false)
  connection.exec('create table number (n integer primary key) strict')
  const reader = openSqliteConnection(file, true)
  let commits = 0
  const control: SqliteConnection['control'] = (statement) => {
    if (statement === 'COMMIT') commits += 1
    connection.control(statement)
  }
  t.after(() => {
    connection.close()
    reader.close()
    rmSync(folder, { recursive: true })
  })
  const numbers = (): number[] =>
    reader.run<{ n: number }>({ sql: 'select n from number order by n', parameters: [] }).rows.map(({ n }) => n)
  return { file, writer: { ...connection, control }, syncs: () => commits, numbers }
}

const insert = (n: number) => ({ sql: 'insert into number values (?)', parameters: [n] })

test('acts of the same moment share one commit, and none is told "done" before it', async (t) => {
  const { writer, syncs, numbers } = openDesk(t)
  const turns = makeWriteTurns(writer)
  const act = async (n: number): Promise<number[]> => {
    await turns.enter()
    writer.run(insert(n))
    await turns.commit()
    return numbers()
  }
  const seen = await Promise.all([1, 2, 3, 4, 5].map(act))
  assert.equal(syncs(), 1)
  for (const [index, after] of seen.entries()) assert.ok(after.includes(index + 1), 'its own write is durable')
})

test('an act that fails is undone alone', async (t) => {
  const { writer, numbers } = openDesk(t)
  const turns = makeWriteTurns(writer)
  const good = async (n: number): Promise<void> => {
    await turns.enter()
    writer.run(insert(n))
    await turns.commit()
  }
  const bad = async (): Promise<void> => {
    await turns.enter()
    writer.run(insert(100))
    await turns.rollback()
  }
  await Promise.all([good(1), bad(), good(2)])
  assert.deepEqual(numbers(), [1, 2])
})

test('a commit that fails is told to every act in it, and the next one begins anew', async (t) => {
  const { writer, numbers } = openDesk(t)
  let broken = true
  const control: SqliteConnection['control'] = (statement) => {
    if (statement === 'COMMIT' && broken) throw new Error('disk I/O error')
    writer.control(statement)
  }
  const turns = makeWriteTurns({ ...writer, control })
  const act = async (n: number): Promise<void> => {
    await turns.enter()
    writer.run(insert(n))
    await turns.commit()
  }
  const outcomes = await Promise.allSettled([act(1), act(2)])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(numbers(), [])
  broken = false
  await act(3)
  assert.deepEqual(numbers(), [3])
})

test('a transaction that SQLite ended by itself takes its acts along and leaves the writer usable', async (t) => {
  const { writer, numbers } = openDesk(t)
  const turns = makeWriteTurns(writer)
  await turns.enter()
  writer.run(insert(1))
  const first = turns.commit()
  first.catch(() => undefined)
  await turns.enter()
  writer.exec('ROLLBACK')
  await turns.rollback()
  await assert.rejects(first)
  assert.deepEqual(numbers(), [])
  await turns.enter()
  writer.run(insert(2))
  await turns.commit()
  assert.deepEqual(numbers(), [2])
})

test('a writer waits for another process without blocking, and goes on when it lets go', async (t) => {
  const { file, writer, numbers } = openDesk(t)
  const other = openSqliteConnection(file, false)
  t.after(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  const turns = makeWriteTurns(writer)
  let loops = 0
  const counting = setInterval(() => {
    loops += 1
    if (loops === 5) other.exec('COMMIT')
  }, 2)
  await turns.enter()
  clearInterval(counting)
  writer.run(insert(1))
  await turns.commit()
  assert.ok(loops >= 5, 'the event loop went on meanwhile')
  assert.deepEqual(numbers(), [1])
})

test('an act that does not notice that the disk is full is told at its commit, and the writer stays usable', async (t) => {
  const { writer, numbers } = openDesk(t)
  writer.exec('create table big (b blob) strict; PRAGMA max_page_count = 20')
  const turns = makeWriteTurns(writer)
  const act = async (bytes: number): Promise<void> => {
    await turns.enter()
    writer.run(insert(bytes))
    try {
      writer.run({ sql: 'insert into big values (zeroblob(?))', parameters: [bytes] })
    } catch {
      // Swallowed, as by a caller that expects a broken rule and nothing else.
    }
    await turns.commit()
  }
  const outcomes = await Promise.allSettled([act(1), act(1_000_000)])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(numbers(), [])
  await act(2)
  assert.deepEqual(numbers(), [2])
})

test('an act that gives up because of another hears so only when that one is durable', async (t) => {
  const { writer, numbers } = openDesk(t)
  const turns = makeWriteTurns(writer)
  const first = async (): Promise<void> => {
    await turns.enter()
    writer.run(insert(1))
    await turns.commit()
  }
  const second = async (): Promise<number[]> => {
    await turns.enter()
    assert.throws(() => writer.run(insert(1)), /UNIQUE/)
    await turns.rollback()
    return numbers()
  }
  const [, seen] = await Promise.all([first(), second()])
  assert.deepEqual(seen, [1], 'whoever looks again finds what stood in the way')
})
