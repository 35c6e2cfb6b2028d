import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isGitDocError } from '../../../src/errors/error.ts'
import { everything } from './reading.ts'

/**
 * Flips one bit after the other in copies of a log and says what reading each gave, a line each. A process of its own,
 * because some bits make LevelDB end its process (an assertion in its C++).
 */
const [source = '', from = '0', to = '0'] = process.argv.slice(2)
const files = readdirSync(source).filter(name => /\.(ldb|log)$|^MANIFEST|^CURRENT$/.test(name))
const data = files.filter(name => /\.(ldb|log)$/.test(name))
const original = readFileSync(`${source}.events.json`, 'utf8')

/** The same number every time for the same seed (mulberry32), so that a failure can be seen again. */
const number = (seed: number, below: number): number => {
  const a = (seed * 0x6d2b79f5) | 0
  let x = Math.imul(a ^ (a >>> 15), 1 | a)
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
  return ((x ^ (x >>> 14)) >>> 0) % below
}

const outcome = async (folder: string): Promise<string> => {
  try {
    return JSON.stringify(await everything(folder)) === original ? 'whole' : 'served'
  } catch (error) {
    return isGitDocError(error) ? error.code : `threw ${error}`
  }
}

for (let trial = Number(from); trial < Number(to); trial += 1) {
  const copy = `${source}-${trial}`
  mkdirSync(copy)
  copyFileSync(`${source}.anchor.json`, `${copy}.anchor.json`)
  for (const name of files) copyFileSync(join(source, name), join(copy, name))
  const file = join(copy, data[trial % data.length] ?? '')
  const bytes = readFileSync(file)
  const place = number(2 * trial + 1, bytes.length)
  bytes[place] = (bytes[place] ?? 0) ^ (1 << number(2 * trial + 2, 8))
  writeFileSync(file, bytes)
  process.stdout.write(`${trial} ${await outcome(copy)}\n`)
  rmSync(copy, { recursive: true, force: true })
}
