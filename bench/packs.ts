// What `pack install` of 20 packs takes, from folders, again from the lock file, and when all are here already; beside `cp -r` of the same files.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPacksAt } from '../src/app/packs.ts'
import { installLocked, installPacks } from '../src/commands/pack/install.ts'
import { timed } from './measure.ts'

const count = 20
const names = Array.from({ length: count }, (_, at) => `pack-${at}`)
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const cwd = join(folder, 'repository')
try {
  for (const [at, name] of names.entries()) {
    const place = join(folder, name)
    mkdirSync(join(place, 'jobs'), { recursive: true })
    const requires = at % 2 === 1 ? { [`pack-${at - 1}`]: `../pack-${at - 1}` } : {}
    const jobs = [{ name: 'main', file: 'jobs/main.ts' }]
    const manifest = { name, version: '1.0.0', engine: '*', jobs, requires }
    writeFileSync(join(place, 'pack.json'), JSON.stringify(manifest))
    for (let file = 0; file < 10; file += 1)
      writeFileSync(
        join(place, 'jobs', file === 0 ? 'main.ts' : `${file}.ts`),
        `${'// text\n'.repeat(500)}`,
      )
  }
  mkdirSync(cwd)
  execFileSync('git', ['init', '--quiet'], { cwd })
  const line = (what: string, milliseconds: number) =>
    console.log(`${what.padEnd(40)} ${milliseconds.toFixed(0).padStart(6)} ms`)
  const { world, close } = await openPacksAt({ cwd })
  const sources = names.map(name => `../${name}`)
  line(`${count} packs, 10 files of 4 KB each`, await timed(() => installPacks(sources, '', world)))
  line('all here already', await timed(() => installLocked(world)))
  rmSync(join(cwd, '.git-doc', 'packs'), { recursive: true })
  line('from the lock file', await timed(() => installLocked(world)))
  line(
    'cp -r of the same',
    await timed(() => {
      for (const name of names)
        cpSync(join(folder, name), join(folder, 'copy', name), { recursive: true })
    }),
  )
  await close()
  console.log(
    `load ${loadavg()
      .map(each => each.toFixed(1))
      .join(' ')}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
