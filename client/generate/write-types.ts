import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { typesOfDocument } from './types-of-document.ts'

const root = join(import.meta.dirname, '../..')
const document = JSON.parse(readFileSync(join(root, 'server/openapi.json'), 'utf8'))
writeFileSync(join(root, 'client/src/api-types.gen.ts'), typesOfDocument(document))
