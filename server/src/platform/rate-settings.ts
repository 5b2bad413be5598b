import type { SettingsReader } from './settings-reader.ts'

/** So many requests in so many seconds. */
export type Rate = { readonly points: number; readonly seconds: number }

/** What the requests of one account may come to. */
export type UserRates = { readonly read: Rate; readonly write: Rate }

export type RateSettings = {
  readonly usual: UserRates
  /** What people of a role get instead; the higher of several. */
  readonly byRole: ReadonlyMap<string, Partial<UserRates>>
  /** How much of its account's rates one session may use up. */
  readonly clientPercent: number
}

const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, day: 86_400 }
const shape = /^(\d{1,7})\/(s|min|h|day)$/
const asked = 'a number and a unit such as 600/min (units: s, min, h, day)'

/** Reads how many requests a signed-in person may send. */
export function readRates(read: SettingsReader): RateSettings {
  return {
    usual: { read: readRate(read, 'READ_RATE', '600/min'), write: readRate(read, 'WRITE_RATE', '120/min') },
    byRole: readRolesRates(read),
    clientPercent: read.whole('CLIENT_RATE_PERCENT', 50, [1, 100]),
  }
}

function readRate(read: SettingsReader, name: string, fallback: string): Rate {
  const text = read.text(name, fallback)
  const rate = parseRate(text)
  if (!rate) read.fault(`${name} must be ${asked}, not "${text}".`)
  return rate ?? { points: 1, seconds: 1 }
}

function parseRate(text: unknown): Rate | undefined {
  const [, points, unit] = (typeof text === 'string' && shape.exec(text)) || []
  const rate = { points: Number(points), seconds: units[unit ?? ''] ?? 0 }
  return rate.points > 0 ? rate : undefined
}

/** A rate as it is written in the settings. */
export function writeRate({ points, seconds }: Rate): string {
  const [unit] = Object.entries(units).find(([, length]) => length === seconds) ?? [`${seconds} s`]
  return `${points}/${unit}`
}

function readRolesRates(read: SettingsReader): RateSettings['byRole'] {
  const text = read.optional('RATE_BY_ROLE')
  const roles = text === undefined ? {} : parseObject(text)
  if (!roles) read.fault('RATE_BY_ROLE must be a JSON object such as {"admin": {"read": "6000/min"}}.')
  return new Map(Object.entries(roles ?? {}).map(([role, rates]) => [role, readRoleRates(read, role, rates)]))
}

function readRoleRates(read: SettingsReader, role: string, given: unknown): Partial<UserRates> {
  const rates: { read?: Rate; write?: Rate } = {}
  for (const [kind, text] of Object.entries(asObject(given) ?? { '': given })) {
    const rate = parseRate(text)
    if (rate && (kind === 'read' || kind === 'write')) rates[kind] = rate
    else read.fault(`RATE_BY_ROLE must give "${role}" nothing but "read" and "write", each ${asked}.`)
  }
  return rates
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : undefined
}
