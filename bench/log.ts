import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Level } from 'level'
import { transition } from 'xstate'
import { openLevelLog } from '../src/adapters/level/open.ts'
import { entriesAfter, type Tip } from '../src/adapters/log/append.ts'
import { genesis } from '../src/adapters/log/chain.ts'
import { fold, initial } from '../src/engine/fold.ts'
import { upcasts } from '../src/events/upcast.ts'
import { kinds } from '../src/kinds.ts'
import { commit } from '../src/machines/commit.ts'
import { viewsOf } from '../src/projections/views.ts'
import { sha, story } from './story.ts'

/**
 * What is claimed of the log, measured: durable appends with all views against bare synced batches of the same entries,
 * and folding against a bare loop of XState's transition. Both sides take turns, so that a busy machine slows both.
 */
const rounds = 3
const runs = 400
const folded = 100_000

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Milliseconds that a piece of work took. */
const milliseconds = async (work: () => unknown): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** The same events through the log and, as its bare entries, through a batch: in turns, event by event. */
const appending = async (): Promise<{ ours: number[]; bare: number[] }> => {
  const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
  const views = viewsOf(kinds)
  const log = await openLevelLog({ folder: join(folder, 'log'), projections: views })
  const db: Level<string, string> = new Level(join(folder, 'bare'))
  await db.open()
  let tip: Tip = { position: 0, chain: genesis }
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let n = 1; n <= runs; n += 1) {
    const run = `commit/${sha(n)}`
    for (const [version, event] of story(n).entries()) {
      const [entry] = entriesAfter(
        tip,
        [{ run, events: [{ event }], version }],
        new Date(),
        upcasts,
      )
      if (!entry) throw new Error('no entry')
      tip = { position: entry.recorded.position, chain: entry.chain }
      const put = {
        type: 'put' as const,
        key: `log!${sha(tip.position).slice(-14)}`,
        value: entry.text,
      }
      times.bare.push(await milliseconds(() => db.batch([put], { sync: true })))
      const id = version === 0 ? { id: `commit:${sha(n)}` } : {}
      times.ours.push(await milliseconds(() => log.append(run, [{ event, ...id }], version)))
    }
  }
  await log.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
  return times
}

const row = (what: string, ...figures: string[]): void =>
  console.log(`${what.padEnd(44)}${figures.map(figure => figure.padStart(14)).join('')}`)

const perSecond = (count: number, time: number): string => `${Math.round((count * 1_000) / time)}/s`

row('', 'ours', 'bare', 'ratio')

const { ours, bare } = await appending()
row(
  'durable appends with three views, median',
  perSecond(1, median(ours)),
  perSecond(1, median(bare)),
  `${(median(bare) / median(ours)).toFixed(2)}×`,
)

const events = Array.from({ length: Math.ceil(folded / story(1).length) }, (_, n) => story(n + 1))
const foldTimes: number[] = []
const transitionTimes: number[] = []
for (let round = 0; round < rounds; round += 1) {
  transitionTimes.push(
    await milliseconds(() => {
      for (const run of events) {
        let state = initial(commit)
        for (const event of run) state = transition(commit, state as never, event)[0] as never
      }
    }),
  )
  foldTimes.push(
    await milliseconds(() => {
      for (const run of events) fold(commit, run)
    }),
  )
}
row(
  `folding ${folded} events of commits`,
  perSecond(folded, median(foldTimes)),
  perSecond(folded, median(transitionTimes)),
  `${(median(transitionTimes) / median(foldTimes)).toFixed(2)}×`,
)
