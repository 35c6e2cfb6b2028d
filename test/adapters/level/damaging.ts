import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Level } from 'level'
import { assemble } from '../../../src/adapters/level/assemble.ts'
import { openExport } from '../../../src/adapters/level/export.ts'
import { anchorHealth, segmentEnds, segmentsHealth } from '../../../src/adapters/level/health.ts'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { remainsOf } from '../../../src/adapters/level/salvage.ts'
import { verifyLog } from '../../../src/adapters/level/verify.ts'
import { isGitDocError } from '../../../src/errors/error.ts'
import { counts, happened } from '../log-support.ts'
import { everything } from './reading.ts'

/** Damages copies of a log in every way and says what came of each: shared by the suite and the processes it starts. */

/** One bit flipped, the file cut to a length, or the file gone. */
export type Damage = { readonly file: string } & (
  | { readonly kind: 'flip'; readonly byte: number; readonly bit: number }
  | { readonly kind: 'cut'; readonly length: number }
  | { readonly kind: 'gone' }
)

/** Of `events` events, the first `sealed` are in segments too. */
export const shape = { events: 90, sealed: 60, size: 20 }

/**
 * A closed log in a new state folder, half in tables and half in the journal, with segments over most of it. Damaged copies
 * lie beside it, in a folder that nothing else is in.
 */
export const writtenState = async (): Promise<string> => {
  const state = join(mkdtempSync(join(tmpdir(), 'git-doc-damage-')), 'state')
  mkdirSync(state)
  const folder = join(state, 'log')
  const write = async (from: number, to: number) => {
    const log = await openLevelLog({ folder, projections: [counts], segmentSize: shape.size })
    for (let n = from; n < to; n += 1) {
      await log.append(`kind/${Math.floor(n / 5)}`, [happened(n, `id-${n}`)], n % 5)
    }
    await log.close()
  }
  await write(0, 50)
  const db: Level<string, string> = new Level(folder)
  await db.open()
  const compact = db as unknown as { compactRange(from: string, to: string): Promise<void> }
  await compact.compactRange('', '~')
  await db.close()
  await write(50, shape.sealed + 10)
  await write(shape.sealed + 10, 75)
  await write(75, shape.events)
  // As if no run had ended since: what follows the sealed events is in the database only.
  for (const name of readdirSync(join(state, 'segments'))) {
    if (Number.parseInt(name, 10) > shape.sealed) rmSync(join(state, 'segments', name))
  }
  const { noteSealed } = await import('../../../src/adapters/log/segments.ts')
  await noteSealed(join(state, 'segments'), shape.sealed)
  return state
}

/** What the log holds, as text, and as it is read. */
export const original = async (state: string) => {
  const folder = join(state, 'log')
  const log = await openExport({ folder, temporary: temporaryOf(state) })
  let text = ''
  for await (const chunk of log.text()) text += chunk
  await log.close()
  return text.trimEnd().split('\n').slice(0, -1)
}

const filesOf = (state: string): string[] =>
  readdirSync(state, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ldb|log|json|jsonl)$|MANIFEST-\d+$|CURRENT$/.test(name))
    .sort()

/** The same number every time for the same seed (mulberry32). */
const numbers = (seed: number) => {
  let a = seed | 0
  return (below: number): number => {
    a = (a + 0x6d2b79f5) | 0
    let x = Math.imul(a ^ (a >>> 15), 1 | a)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) % below
  }
}

/** Flips over every file in turn, cuts at every byte of each (or every so many), and each file gone. */
export const damages = (
  state: string,
  { seed, flips, every }: { seed: number; flips: number; every: number },
): readonly Damage[] => {
  const files = filesOf(state).filter(file => readFileSync(join(state, file)).length > 0)
  const next = numbers(seed)
  const all: Damage[] = files.map(file => ({ kind: 'gone', file }))
  for (let n = 0; n < flips; n += 1) {
    const file = files[n % files.length] ?? ''
    const byte = next(readFileSync(join(state, file)).length)
    all.push({ kind: 'flip', file, byte, bit: next(8) })
  }
  for (const file of every > 0 ? files : []) {
    const { length } = readFileSync(join(state, file))
    for (let cut = 0; cut < length; cut += every) all.push({ kind: 'cut', file, length: cut })
  }
  return all
}

export const copied = (state: string, damage: Damage): string => {
  const copy = mkdtempSync(join(dirname(state), 'copy-'))
  for (const [file, bytes] of contents(state)) {
    const left = file === damage.file ? damaged(bytes, damage) : bytes
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    if (left) writeFileSync(join(copy, file), left)
  }
  return copy
}

const damaged = (bytes: Uint8Array, damage: Damage): Uint8Array | undefined => {
  if (damage.kind === 'gone') return undefined
  if (damage.kind === 'cut') return bytes.subarray(0, damage.length)
  const flipped = Uint8Array.from(bytes)
  flipped[damage.byte] = (flipped[damage.byte] ?? 0) ^ (1 << damage.bit)
  return flipped
}

/** Whether nothing but a file's last line end is cut away: what stands before it is whole. */
export const isLineEnd = (state: string, damage: Damage): boolean => {
  if (damage.kind !== 'cut') return false
  const rest = contents(state).get(damage.file)?.subarray(damage.length)
  return rest?.length === 1 && rest[0] === 0x0a
}

/** The files of a state, read once: thousands of copies are made of them. */
const contents = (state: string): ReadonlyMap<string, Uint8Array> => {
  const files = read.get(state) ?? new Map(filesOf(state).map(file => [file, bytesIn(state, file)]))
  read.set(state, files)
  return files
}
const read = new Map<string, ReadonlyMap<string, Uint8Array>>()
const bytesIn = (state: string, file: string): Uint8Array => readFileSync(join(state, file))

/** Readers look through the folder for copies that others left: each state has its own. */
const temporaryOf = (state: string): string => join(state, 'temporary')

/** Everything the doctor looks at that has to do with the log; the first trouble, if there is any. */
const reported = async (state: string): Promise<string | undefined> => {
  const folder = join(state, 'log')
  try {
    const chainsAt = await segmentEnds(folder)
    const temporary = temporaryOf(state)
    const log = await verifyLog({ folder, temporary, chainsAt, verified() {} })
    const findings = [...(await anchorHealth(folder)), ...(await segmentsHealth(folder, log))]
    return findings.find(({ state: found }) => found !== 'ok')?.name
  } catch (error) {
    if (isGitDocError(error)) return error.code
    throw error
  }
}

/** `reported`, `harmless` (all is read as it was written), or `SERVED`: something else was read, and nobody said so. */
export const outcomeOf = async (state: string, events: readonly string[]): Promise<string> => {
  const trouble = await reported(state)
  try {
    const read = await everything(join(state, 'log'))
    const same = JSON.stringify(read) === `[${events.map(eventOf).join(',')}]`
    if (!same) return 'SERVED'
    return trouble === undefined ? 'harmless' : 'reported'
  } catch (error) {
    if (!isGitDocError(error)) return `THREW ${error}`
    return 'reported'
  }
}

const eventOf = (text: string): string =>
  JSON.stringify((JSON.parse(text) as { event: unknown }).event)

/** `all`, or how many of the first events a repair gets back; `WRONG` if it is anything else than what was written. */
export const repaired = async (
  state: string,
  events: readonly string[],
  remains: ReadonlyMap<number, string>,
): Promise<number | 'WRONG'> => {
  const assembly = await assemble(join(state, 'log'), remains)
  let position = 0
  for await (const page of assembly.entries()) {
    for (const { text } of page) if (text !== events[position++]) return 'WRONG'
  }
  return position
}

export const remainsIn = async (state: string): Promise<ReadonlyMap<number, string>> => {
  const remains = new Map<number, string>()
  try {
    for await (const { position, text } of remainsOf(join(state, 'log'), 0, temporaryOf(state))) {
      remains.set(position, text)
    }
  } catch (error) {
    // As far as LevelDB would go.
    if (!isGitDocError(error) && !(error as { code?: string }).code?.startsWith('LEVEL_'))
      throw error
  }
  return remains
}
