import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import suite from './ava.config.js'

const folder = 'build/test'
const hasProperties = file => readFileSync(file, 'utf8').includes('support/runs.js')

/** The properties, `FUZZ` times as often as in `npm test` and from other seeds each time: `npm run test:fuzz`. */
export default {
  ...suite,
  files: readdirSync(folder, { recursive: true })
    .filter(name => name.endsWith('.test.js'))
    .map(name => join(folder, name))
    .filter(hasProperties),
  timeout: '20m',
  environmentVariables: { ...suite.environmentVariables, FUZZ: process.env.FUZZ ?? '25' },
}
