import { randomUUID } from 'node:crypto'
import { isPublic } from '../../platform/deploy-checks.ts'
import type { Mail } from '../../platform/mail.ts'
import { type Mailer, makeMailer } from '../../platform/mailer.ts'
import { type Check, failed, ok, type Subject, type Verdict, warning } from './finding.ts'

/** Whether the mail server lets us in; a message goes out only where somebody asked for one. */
export const mail: Check = {
  name: 'mail',
  async look(subject) {
    const { config, patienceMs } = subject
    const mailer = makeMailer({ ...config.mail, patienceMs }, () => undefined)
    try {
      return await tryMailer(mailer, subject)
    } catch (error) {
      const said = error instanceof Error ? error.message : 'the mail server cannot be used'
      return failed(said, 'see EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_HOST_USER and EMAIL_HOST_PASSWORD')
    } finally {
      await mailer.close()
    }
  },
}

async function tryMailer(mailer: Mailer, { config, sendTestTo }: Subject): Promise<Verdict> {
  const { backend, host, port } = config.mail
  await mailer.check()
  if (sendTestTo !== undefined) await mailer.send(testMail(sendTestTo))
  const sent = sendTestTo === undefined ? '' : `; a message to ${sendTestTo} was taken: see that it arrives`
  if (backend === 'smtp') return ok(`${host}:${port} lets us in${sent}`)
  const said = `mails go to the back end "${backend}" and reach nobody`
  return isPublic(config) ? warning(said, 'set EMAIL_BACKEND=smtp and the EMAIL_ settings') : ok(said)
}

function testMail(to: string): Mail {
  const said = 'This message was asked for to see that mail arrives. There is nothing to do.'
  return {
    id: `doctor-${randomUUID()}`,
    to,
    subject: 'Kalosphere Auth: mail arrives',
    text: `${said}\n`,
    html: `<p>${said}</p>`,
  }
}
