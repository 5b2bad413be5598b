import { type Check, failed, ok } from './finding.ts'

export const settings: Check = {
  name: 'settings',
  async look({ faults }) {
    if (faults.length === 0) return ok('the service starts with them')
    return failed(faults.join(' '), 'the service does not start before they are mended; .env.example names them all')
  },
}
