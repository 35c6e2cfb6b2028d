import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { batch, type Database, openDatabase } from '../src/adapters/level/database.ts'
import type { Operation } from '../src/adapters/level/keys.ts'
import { levelLog } from '../src/adapters/level/log.ts'
import { canonical, genesis } from '../src/adapters/log/chain.ts'
import { sealed } from '../src/adapters/log/rows.ts'
import { kinds } from '../src/kinds.ts'
import { viewsOf } from '../src/projections/views.ts'
import { machine, median, row, timed } from './measure.ts'
import { sha, story } from './story.ts'

// What each layer that protects the log costs an append: the batches of real appends are written again, each time with one layer
// left out, in turns; what is computed for a layer is timed beside it. Trust the ratios.
const runs = 150
const sealLength = 16

const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const open = async (name: string) =>
  (await openDatabase(join(folder, name), { expected: false, of: folder })).db

/** The batches that appends write, and how long each append took. */
const appends = async () => {
  const db = await open('log')
  const batches: Operation[][] = []
  const chained = db.batch.bind(db)
  Object.assign(db, {
    batch() {
      const [batch, operations]: [ReturnType<typeof chained>, Operation[]] = [chained(), []]
      batches.push(operations)
      return {
        put(key: string, value: string) {
          operations.push({ type: 'put', key, value })
          batch.put(key, value)
        },
        del(key: string) {
          operations.push({ type: 'del', key })
          batch.del(key)
        },
        write: (options: { readonly sync: boolean }) => batch.write(options),
      }
    },
  })
  const projections = viewsOf(kinds)
  const log = await levelLog(db, { position: 0, chain: genesis }, { folder, projections })
  batches.length = 0
  const times: number[] = []
  for (let n = 1; n <= runs; n += 1)
    for (const [version, event] of story(n).entries()) {
      const id = version === 0 ? { id: `commit:${sha(n)}` } : {}
      times.push(await timed(() => log.append(`commit/${sha(n)}`, [{ event, ...id }], version)))
    }
  await log.close()
  await db.close()
  return { batches, times }
}

const without =
  (prefix: string) =>
  (operations: Operation[]): Operation[] =>
    operations.filter(({ key }) => !key.startsWith(prefix))
const isRow = ({ key }: Operation): boolean => key.startsWith('view!')

const variants: Record<string, (operations: Operation[]) => Operation[]> = {
  everything: operations => operations,
  'without seals of rows': operations =>
    operations.map(each =>
      isRow(each) && each.type === 'put' ? { ...each, value: each.value.slice(sealLength) } : each,
    ),
  'without the number of rows of each view': without('meta!view!'),
  'without the number of events of each run': without('count!'),
  'without the tip': without('meta!head'),
  'without views': operations => without('view!')(without('meta!view!')(operations)),
  'entries alone': operations => operations.filter(({ key }) => key.startsWith('log!')),
}

try {
  const { batches, times } = await appends()
  const dbs = Object.fromEntries(
    await Promise.all(
      Object.keys(variants).map(async (name, at) => [name, await open(`variant-${at}`)] as const),
    ),
  )
  const written: Record<string, number[]> = {}
  for (const operations of batches)
    for (const [name, variant] of Object.entries(variants)) {
      const less = variant(operations)
      const db = dbs[name] as Database
      const time = await timed(() => batch(db, less, { sync: true }))
      written[name] = [...(written[name] ?? []), time]
    }
  process.stdout.write(`${machine()}, load ${loadavg()[0]?.toFixed(0)}\n`)
  const bare = median(written['entries alone'] ?? [])
  const show = (name: string, time: number) =>
    row(name, `${(1000 * time).toFixed(0)} µs`, time / bare)
  show('append', median(times))
  for (const [name, each] of Object.entries(written)) show(`writing ${name}`, median(each))
  const computed = async (name: string, make: (operations: Operation[]) => unknown) => {
    for (const operations of batches) make(operations)
    show(`computing ${name}`, (await timed(() => batches.map(make))) / batches.length)
  }
  const entries = (operations: Operation[]): string[] =>
    operations.flatMap(each =>
      each.key.startsWith('log!') && each.type === 'put' ? [each.value] : [],
    )
  await computed('the chain: SHA-256 of an entry', operations =>
    entries(operations).map(text => hash('sha256', text)),
  )
  const parsed = new Map(batches.map(each => [each, entries(each).map(text => JSON.parse(text))]))
  await computed('canonical JSON of an entry', each => parsed.get(each)?.map(canonical))
  await computed('the entry as it will be read back', each =>
    entries(each).map(text => JSON.parse(text)),
  )
  await computed('seals of rows', operations =>
    operations.map(each =>
      isRow(each) && each.type === 'put' ? sealed(each.value.slice(sealLength), each.key) : '',
    ),
  )
  for (const db of Object.values(dbs)) await db.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
