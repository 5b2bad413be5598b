import { test } from 'node:test'
import { runModel } from '../model/run-model.ts'

// By `npm run test:model`, not with the others: it takes minutes. A found fault prints its seed.

test('five hundred lives of whatever people do in whatever order', { timeout: 3_600_000 }, (t) => runModel(t, 500, 60))
