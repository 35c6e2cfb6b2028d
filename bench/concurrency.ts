import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { machine, row, timed } from './measure.ts'

// 100 commits of which each concerns another section than the nineteen before it, a model that takes a second, four at a time:
// the whole `git-doc update` against the 25 seconds that the model alone would take.
const commits = 100
const sections = 20
const seconds = 1
const concurrency = 4

const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const cli = fileURLToPath(new URL('../../dist/cli/git-doc.js', import.meta.url))
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

let atOnce = 0
let most = 0
let requests = 0
const server = createServer((request, response) => {
  requests += 1
  atOnce += 1
  most = Math.max(most, atOnce)
  let body = ''
  request.on('data', chunk => {
    body += chunk
  })
  request.on('end', () => {
    const [title] = /## Part \d+/.exec(JSON.parse(body).messages[1].content) ?? ['']
    const content = `${title}\n\nThe value was changed in request ${requests}.\n`
    setTimeout(() => {
      atOnce -= 1
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ choices: [{ finish_reason: 'stop', message: { content } }] }))
    }, seconds * 1000)
  })
})

try {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const parts = Array.from({ length: sections }, (_, part) => part)
  git('init', '--quiet')
  git('config', 'user.name', 'Bench')
  git('config', 'user.email', 'bench@example.org')
  write('README.md', `# Tool\n\n${parts.map(part => `## Part ${part}\n\nText.\n`).join('\n')}`)
  for (const part of parts) write(`src/part-${part}/value.ts`, 'export const value = 0\n')
  const mappings = parts.map(
    part =>
      `[[mappings]]\ncode_pattern = "src/part-${part}/**"\ndoc_file = "README.md"\nsection = "Part ${part}"\n`,
  )
  write(
    '.git-doc/config.toml',
    `[llm]\nprovider = "compatible"\nbase_url = "http://127.0.0.1:${port}/v1"\nmodel = "m"\nconcurrency = ${concurrency}\n\n${mappings.join('\n')}`,
  )
  git('add', '--all')
  git('commit', '--quiet', '--message', 'Begin')
  for (let commit = 1; commit <= commits; commit += 1) {
    write(`src/part-${commit % sections}/value.ts`, `export const value = ${commit}\n`)
    git('commit', '--quiet', '--all', '--message', `Change part ${commit % sections}`)
  }
  const time = await timed(
    () =>
      new Promise<void>((resolve, reject) => {
        const from = git('rev-list', '--max-parents=0', 'HEAD').toString().trim()
        spawn(process.execPath, [cli, 'update', '--quiet', '--from', from], {
          cwd: folder,
          stdio: ['ignore', 'ignore', 'inherit'],
        }).on('close', code => (code === 0 ? resolve() : reject(new Error(`exit ${code}`))))
      }),
  )
  const made = git('log', '--format=%(trailers:key=Git-Doc-Commit,valueonly)').toString()
  const docCommits = made.split('\n').filter(Boolean).length
  const ideal = (commits / concurrency) * seconds * 1000
  process.stdout.write(`${machine()}\n`)
  row('what', 'ours', 'ideal', 'ratio')
  row(
    `${docCommits} doc commits, ${requests} requests, ${most} at once`,
    `${(time / 1000).toFixed(1)} s`,
    `${ideal / 1000} s`,
    time / ideal,
  )
} finally {
  server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
