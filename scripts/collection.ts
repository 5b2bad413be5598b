import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectionOf } from './collection/collection-of-document.ts'

// After a change of routes, behind `npm run cli -- openapi`.
const root = join(import.meta.dirname, '..')
const document = JSON.parse(readFileSync(join(root, 'server/openapi.json'), 'utf8'))
writeFileSync(join(root, 'docs/collection.json'), `${JSON.stringify(collectionOf(document), null, 1)}\n`)
