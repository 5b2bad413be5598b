import { generateSecret, generateURI, verifySync } from 'otplib'
import type { Person } from '../base/caller.ts'
import type { App } from '../platform/app.ts'
import type { Db, Tx } from '../platform/db/db.ts'
import { loadLate } from '../platform/load-late.ts'
import { type HashedCode, hashBackupCodes, newBackupCodes, replaceBackupCodes } from './backup-codes.ts'
import { confirmPending, findFactor, savePending, takeStep } from './factors.queries.ts'

/** RFC 6238 section 5.2: 30 s a step; `TOTP_DRIFT` steps either side are accepted for slow hands and clocks. */
const stepSeconds = 30
const issuer = 'Kalosphere'
/** 160 bits, the length of the HMAC (RFC 4226 section 4, R6). */
const seedBytes = 20
/** A pending enrolment is the same until it is confirmed or this old. */
const pendingMinutes = 10

export type TotpEnrolment = {
  secret: string
  qr_code: string
  qr_code_svg: string
  backup_codes: string[]
  uri: string
}

/**
 * Begins, or shows again, a pending enrolment of an authenticator app. Nothing that is active changes.
 * @param email shown in the app beside the codes
 * @returns the seed as text, URI and QR code (base64 PNG, and an SVG document), and ten backup codes that become active
 *   with it
 */
export async function beginTotp(app: App, person: Person, email: string): Promise<TotpEnrolment> {
  const { accountId } = person
  const kept = await openPending(app, app.db, accountId)
  const pending = kept ?? { secret: generateSecret({ length: seedBytes }), codes: newBackupCodes() }
  if (!kept) await keepPending(app, accountId, pending)
  const uri = generateURI({ issuer, label: email, secret: pending.secret })
  return { secret: pending.secret, ...(await drawQrCode(uri)), backup_codes: pending.codes, uri }
}

/** The same squares as pixels, which the old service gave, and as lines, which are sharp at any size. */
async function drawQrCode(uri: string): Promise<Pick<TotpEnrolment, 'qr_code' | 'qr_code_svg'>> {
  const { toBuffer, toString: toText } = loadLate('qrcode') as typeof import('qrcode')
  const level = { errorCorrectionLevel: 'M' } as const
  const png = await toBuffer(uri, level)
  const svg = await toText(uri, { ...level, type: 'svg' })
  return { qr_code: png.toString('base64'), qr_code_svg: svg.trim() }
}

type Pending = { secret: string; codes: string[] }

async function openPending(app: App, db: Db, accountId: string): Promise<(Pending & { until: Date }) | undefined> {
  const factor = await findFactor(db, accountId, 'totp')
  if (!factor?.pendingSeed || !factor.pendingUntil || factor.pendingUntil <= app.now()) return undefined
  const opened = app.sealer.open('totp-seed', factor.pendingSeed, `pending:${accountId}`).toString()
  return { ...(JSON.parse(opened) as Pending), until: factor.pendingUntil }
}

async function keepPending(app: App, accountId: string, pending: Pending): Promise<void> {
  const until = new Date(app.now().getTime() + pendingMinutes * 60_000)
  const seed = app.sealer.seal('totp-seed', JSON.stringify(pending), `pending:${accountId}`)
  await savePending(app.db, { accountId, kind: 'totp', target: '', seed, until })
}

/** A pending enrolment whose first code was right, with its backup codes as they will be stored. */
export type ProvedPending = { secret: string; step: number; until: Date; hashed: HashedCode[] }

/**
 * Looks at the first code of a pending enrolment, and hashes its backup codes, which is nothing for a transaction.
 * @returns undefined for a wrong code, or when there is nothing to confirm
 * @throws Problem `unavailable` when too many hashes wait
 */
export async function provePending(app: App, accountId: string, code: string): Promise<ProvedPending | undefined> {
  const pending = await openPending(app, app.db, accountId)
  const step = pending && stepOf(app, code, { secret: pending.secret, afterStep: 0 })
  if (!pending || step === undefined) return undefined
  return { ...pending, step, hashed: await hashBackupCodes(app, accountId, pending.codes) }
}

/**
 * Makes a pending enrolment active; its backup codes replace any former set.
 * @returns false when somebody else was quicker, or another one was begun since
 */
export async function confirmTotp(app: App, tx: Tx, accountId: string, proved: ProvedPending): Promise<boolean> {
  const seed = app.sealer.seal('totp-seed', proved.secret, accountId)
  const confirmed = { accountId, kind: 'totp', pendingUntil: proved.until, seed, lastStep: proved.step } as const
  if (!(await confirmPending(tx, confirmed, app.now()))) return false
  await replaceBackupCodes(app, tx, accountId, proved.hashed)
  return true
}

/**
 * The time step that a code is right for, within `TOTP_DRIFT` steps either side of now.
 * @param afterStep steps up to this one were used and count no more
 */
function stepOf(
  app: App,
  code: string,
  { secret, afterStep }: { secret: string; afterStep: number },
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const epoch = Math.floor(app.now().getTime() / 1000)
  const epochTolerance = app.config.factors.totpDrift * stepSeconds
  const result = verifySync({ secret, token: code, epoch, epochTolerance, afterTimeStep: afterStep })
  return result.valid && 'timeStep' in result ? result.timeStep : undefined
}

/** Whether a code of the active authenticator is right; it is used up with that, for every purpose. */
export async function checkTotp(app: App, accountId: string, code: string): Promise<boolean> {
  const factor = await findFactor(app.db, accountId, 'totp')
  if (!factor?.sealedSeed || !factor.confirmedAt) return false
  const secret = app.sealer.open('totp-seed', factor.sealedSeed, accountId).toString()
  const step = stepOf(app, code, { secret, afterStep: factor.lastStep })
  return step !== undefined && takeStep(app.db, accountId, step)
}
