import { constants } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { loadLate } from './load-late.ts'
import { type Mail, MailFailure } from './mail.ts'
import { messageLimits, readSender, toMessage } from './mail-message.ts'

/**
 * Leaves each mail as `<id>.eml` in a folder, readable by the owner alone, since it holds codes and links. Written
 * under another name and then renamed, so that who watches the folder never reads half a mail; a second try of one
 * mail replaces the first.
 * @param from the sender as in the settings
 * @param folder made with its parents when it is not there
 */
export function fileTransport(from: string, folder: string) {
  const sender = readSender(from)
  const { createTransport } = loadLate('nodemailer') as typeof import('nodemailer')
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...messageLimits })

  async function send(mail: Mail): Promise<void> {
    const { message } = await composer.sendMail(toMessage(sender, mail))
    if (!Buffer.isBuffer(message)) throw new TypeError('The composer gave a stream instead of a buffer.')
    const written = message
    await orFailure(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeWhole(join(folder, `${mail.id}.eml`), written)
    })
  }

  async function check(): Promise<void> {
    await orFailure(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await access(folder, constants.W_OK)
    })
  }

  return { send, check, close: async () => composer.close() }
}

async function writeWhole(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.unfinished`
  await rm(unfinished, { force: true }) // of a try that died; `wx` then makes sure that nobody's link is followed
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
}

async function orFailure(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (cause) {
    throw new MailFailure('The mail folder cannot be written.', { permanent: false, cause })
  }
}
