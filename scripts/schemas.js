// Writes docs/schemas/: the JSON Schemas of everything that git-doc prints as JSON, from test/schemas/.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaFiles } from '../build/test/schemas/schemas.js'

const folder = join('docs', 'schemas')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const [file, text] of schemaFiles()) writeFileSync(join(folder, file), text)
