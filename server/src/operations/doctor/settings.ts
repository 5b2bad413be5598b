import { type Check, failed, ok, warning } from './finding.ts'

export const settings: Check = {
  name: 'settings',
  async look({ faults, config }) {
    if (faults.length === 0 && config.database.readOnly) {
      return warning('READ_ONLY is on: nobody can sign in, and nothing is sent', 'take it away when the move is done')
    }
    if (faults.length === 0) return ok('the service starts with them')
    return failed(faults.join(' '), 'the service does not start before they are mended; .env.example names them all')
  },
}
