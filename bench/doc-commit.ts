import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPublisher } from '../src/adapters/git/publisher.ts'
import { hash } from '../src/documentation/hash.ts'
import { documentEdit } from '../src/documentation/splice.ts'
import { interleaved, machine, row } from './measure.ts'

// One doc commit, prepared and published, against `git commit -q` of the same change in the same repository: the time, and
// the Git processes that it starts.
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
const document = (n: number) => `# Tool\n\n## Usage\n\nNumber ${n}.\n\n## Licence\n\nMIT\n`

try {
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'user.name', 'Bench')
  git('config', 'user.email', 'bench@example.org')
  for (let file = 0; file < 200; file += 1)
    writeFileSync(join(folder, `file-${file}.ts`), `export const n = ${file}\n`)
  let n = 0
  writeFileSync(join(folder, 'README.md'), document(n))
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Begin')

  const gitDirectory = join(folder, '.git')
  const publisher = openPublisher({ root: folder, gitDirectory, commonDirectory: gitDirectory })
  const deeds = {
    async docCommit() {
      const before = `## Usage\n\nNumber ${n}.\n\n`
      n += 1
      const edits = [
        documentEdit('README.md', [
          {
            section: 'Usage',
            scope: 'own',
            before: hash(before),
            text: `## Usage\n\nNumber ${n}.\n\n`,
          },
        ]),
      ]
      const message = {
        subject: 'docs: follow',
        body: '- README.md: Usage',
        trailers: { 'Git-Doc-Run': 'commit/0' },
      }
      const commit = readFileSync(join(gitDirectory, 'refs/heads/main'), 'utf8').trim()
      const prepared = await publisher.prepare(edits, message, { commit })
      if (prepared.state !== 'prepared') throw new Error(prepared.state)
      const published = await publisher.publish(prepared.commit, edits)
      if (published.state !== 'published') throw new Error(published.state)
    },
    gitCommit() {
      n += 1
      writeFileSync(join(folder, 'README.md'), document(n))
      git('commit', '--quiet', '--all', '--message', 'docs: follow')
    },
  }
  const times = await interleaved(15, deeds)
  const traces = `${folder}-traces`
  mkdirSync(traces)
  process.env.GIT_TRACE2_EVENT = traces
  await deeds.docCommit()
  delete process.env.GIT_TRACE2_EVENT
  const processes = readdirSync(traces).length
  rmSync(traces, { recursive: true })
  process.stdout.write(`${machine()}\n`)
  const { docCommit = 0, gitCommit = 1 } = times
  row(
    'one doc commit',
    `${docCommit.toFixed(0)} ms`,
    'git commit -q',
    `${gitCommit.toFixed(1)} ms`,
    docCommit / gitCommit,
  )
  row('processes of a doc commit', processes)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
