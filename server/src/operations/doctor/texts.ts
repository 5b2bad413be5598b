import { isPublic } from '../../platform/deploy-checks.ts'
import { readTwilioAccount } from '../../platform/text-twilio.ts'
import { type Check, failed, ok, skipped, warning } from './finding.ts'

/** Whether Twilio knows the account. No text is sent: they cost money. */
export const texts: Check = {
  name: 'texts',
  async look({ config, patienceMs }) {
    const { backend, twilio } = config.texts
    if (!config.factors.offered.includes('sms')) return skipped('codes by text are not offered')
    if (backend !== 'twilio' || twilio === undefined) {
      const said = `texts go to the back end "${backend}" and reach nobody`
      return isPublic(config) ? warning(said, 'set the TWILIO_ settings, or take sms out of MFA_METHODS') : ok(said)
    }
    const state = await readTwilioAccount({ ...twilio, timeoutMs: patienceMs }).catch((error: Error) => error)
    if (state instanceof Error) return failed(state.message, 'see TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN')
    if (state === 'active') return ok('Twilio knows the account, which is active')
    return failed(`Twilio says that the account is ${state}`, 'see to it at Twilio: no text goes out')
  },
}
