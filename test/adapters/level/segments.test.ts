import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openExport } from '../../../src/adapters/level/export.ts'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import {
  listSegments,
  readSegment,
  sealedUpTo,
  segmentsOf,
} from '../../../src/adapters/log/segments.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { counts, happened } from '../log-support.ts'

const projections = [counts]
const segmentSize = 10

/** Appends to a log, one event a run, and closes it. */
const append = async (
  folder: string,
  events: number,
  onStep?: (step: string) => void,
  size = segmentSize,
) => {
  const options = { folder, projections, segmentSize: size, ...(onStep && { onStep }) }
  const log = await openLevelLog(options)
  const { position } = await log.head()
  for (let n = position; n < position + events; n += 1) {
    await log.append(`kind/${n}`, [happened(n, `id-${n}`)], 0)
  }
  await log.close()
}

const logIn = (t: ExecutionContext): string => join(temporaryFolder(t), 'log')
const names = (folder: string) => readdirSync(segmentsOf(folder)).sort()
const fixed = (n: number) => String(n).padStart(12, '0')
const name = (first: number, last: number) => `${fixed(first)}-${fixed(last)}.jsonl`

const exported = async (folder: string, size = segmentSize): Promise<string> => {
  const log = await openExport({ folder, size, temporary: join(dirname(folder), 'tmp') })
  let text = ''
  for await (const chunk of log.text()) text += chunk
  await log.seal()
  await log.close()
  return text
}

test('a segment is sealed when it is full, and the tail at the end, with the entries as the log has them', async t => {
  const folder = logIn(t)
  const steps: string[] = []
  await append(folder, 9, step => steps.push(step))
  t.deepEqual(steps, ['segment:written', 'segment:sealed'])
  t.deepEqual(names(folder), [name(1, 9), 'sealed.json'])
  await append(folder, 14)
  t.deepEqual(names(folder), [name(1, 10), name(11, 20), name(21, 23), 'sealed.json'])
  t.is(await sealedUpTo(segmentsOf(folder)), 23)
  const lines = (await exported(folder)).split('\n')
  const [first] = await listSegments(segmentsOf(folder))
  t.deepEqual((first && (await readSegment(first)))?.texts, lines.slice(0, 10))
})

test('a tail is sealed anew once it has grown by a tenth', async t => {
  const folder = logIn(t)
  const more = async (events: number) => {
    await append(folder, events, undefined, 100)
    return names(folder)[0]
  }
  t.is(await more(40), name(1, 40))
  t.is(await more(3), name(1, 40))
  t.is(await more(1), name(1, 40))
  t.is(await more(1), name(1, 45))
})

test('an export seals the tail, and a longer segment takes the place of a shorter one', async t => {
  const folder = logIn(t)
  await append(folder, 13)
  await exported(folder)
  t.deepEqual(names(folder), [name(1, 10), name(11, 13), 'sealed.json'])
  await append(folder, 2)
  await exported(folder)
  t.deepEqual(names(folder), [name(1, 10), name(11, 15), 'sealed.json'])
  await append(folder, 5)
  t.deepEqual(names(folder), [name(1, 10), name(11, 20), 'sealed.json'])
})

test('what a crash left unsealed is sealed at the next opening', async t => {
  const folder = logIn(t)
  await append(folder, 30)
  const before = names(folder).map(file => readFileSync(join(segmentsOf(folder), file), 'utf8'))
  rmSync(segmentsOf(folder), { recursive: true })
  await append(folder, 0)
  t.deepEqual(
    names(folder).map(file => readFileSync(join(segmentsOf(folder), file), 'utf8')),
    before,
  )
})

test('a segment that cannot be written keeps nobody from appending', async t => {
  const folder = logIn(t)
  mkdirSync(dirname(folder), { recursive: true })
  writeFileSync(segmentsOf(folder), 'a file where the folder should be')
  await append(folder, 25)
  rmSync(segmentsOf(folder))
  await append(folder, 0)
  t.deepEqual(names(folder), [name(1, 10), name(11, 20), name(21, 25), 'sealed.json'])
})

test('every flipped bit, cut and lost line of a segment is seen', async t => {
  const folder = logIn(t)
  await append(folder, 10)
  const [segment] = await listSegments(segmentsOf(folder))
  if (!segment) return t.fail()
  const whole = readFileSync(segment.path)
  for (let at = 0; at < whole.length; at += 7) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
    writeFileSync(segment.path, bytes)
    t.truthy((await readSegment(segment).catch(() => ({ problem: 'refused' }))).problem, `${at}`)
    writeFileSync(segment.path, whole.subarray(0, at))
    t.truthy((await readSegment(segment)).problem, `cut at ${at}`)
  }
  writeFileSync(segment.path, whole)
  t.is((await readSegment(segment)).problem, undefined)
})
