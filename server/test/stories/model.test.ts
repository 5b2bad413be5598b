import { test } from 'node:test'
import { runModel } from '../model/run-model.ts'

test('whatever people do in whatever order, each token, link and code counts exactly as long as it should', (t) =>
  runModel(t, 4, 80))
