import pino, { type DestinationStream, type Logger } from 'pino'
import { traceIds } from './tracing/part.ts'

export type Log = Logger

/** Members whose value never belongs into a log, at any depth that our objects have. */
const secretNames = [
  'password',
  'new_password',
  'current_password',
  'confirm_password',
  'token',
  'refresh',
  'access',
  'authorization',
  'cookie',
  'secret',
  'deviceToken',
  'device_token',
]

/**
 * Makes the log: one JSON document a line, with secrets cut out by name. A line that belongs to a trace says to which.
 * @param level pino's level word
 * @param destination where the lines go; standard output when left out
 */
export function makeLog(level: string, destination?: DestinationStream): Log {
  // A code that was mailed is a secret; the code of an error is not.
  const codes = ['code', 'body.code', 'input.code', 'payload.code', 'facts.code']
  const paths = [...secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), ...codes]
  return pino(
    {
      level,
      base: null,
      mixin: traceIds,
      redact: { paths, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination(1),
  )
}
