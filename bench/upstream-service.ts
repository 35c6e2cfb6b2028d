import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { send, tagPush } from '../test/support/deliveries.ts'
import { gitServer } from '../test/support/git-server.ts'
import { machine, row } from './measure.ts'

// Issue "Upstream": three projects behind Git's own server are built into a small service, which a client asks all the while. Each reload starts the
// service anew; how long the client waits is compared with the reload's own time.
// `node build/bench/upstream-service.js <folder with bare clones clsx.git, pretty-bytes.git and cJSON.git> [updates of each]`.
const [from = '', most = '3'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const cli = resolve('dist/cli/git-doc.js')
const esbuild = resolve('node_modules/.bin/esbuild')
const secret = 'bench'
const endings: (() => unknown)[] = []

const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_DOC_TRUST: 'all',
  GIT_DOC_WEBHOOK_SECRET: secret,
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap(who => [
      [`GIT_${who}_NAME`, 'Ada'],
      [`GIT_${who}_EMAIL`, 'ada@example.org'],
    ]),
  ),
}

/** Runs a program to its end and resolves to what it printed. */
const run = async (words: readonly string[], cwd: string): Promise<string> => {
  const [program = '', ...args] = words
  const child = spawn(program, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', chunk => chunks.push(chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}.`)
  return Buffer.concat(chunks).toString().trim()
}

/** What is built of each project, and how. */
const projects = {
  clsx: `${esbuild} vendor/clsx/src/index.js --bundle --format=esm --outfile=bin/clsx.mjs`,
  'pretty-bytes': `${esbuild} vendor/pretty-bytes/index.js --bundle --format=esm --platform=node --outfile=bin/pretty-bytes.mjs`,
  cJSON: 'gcc -O1 -o bin/cJSON tools/print.c vendor/cJSON/cJSON.c -I vendor/cJSON -lm',
} as const
type Project = keyof typeof projects
const names = Object.keys(projects) as readonly Project[]

const print = `#include <stdio.h>
#include "cJSON.h"
int main(void) {
  cJSON *object = cJSON_Parse("{\\"ok\\":true}");
  char *text = cJSON_PrintUnformatted(object);
  printf("%s %s\\n", cJSON_Version(), text);
  return 0;
}
`

const service = `import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import clsx from '../bin/clsx.mjs'
import prettyBytes from '../bin/pretty-bytes.mjs'
const said = execFileSync('bin/cJSON').toString().trim()
const server = createServer((_, response) =>
  response.end(JSON.stringify([clsx('a', { b: true }), prettyBytes(1337), said])))
process.on('SIGTERM', () => process.exit(0))
server.listen(Number(process.env.SERVICE_PORT), '127.0.0.1', () => console.log(server.address().port))
`

/** Ends the service, starts it anew, and returns when it listens. */
const restart = `import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
const pid = existsSync('service.pid') ? Number(readFileSync('service.pid', 'utf8')) : 0
const isAlive = () => { try { return process.kill(pid, 0) } catch { return false } }
if (pid > 0) { try { process.kill(pid, 'SIGTERM') } catch {} ; while (isAlive()) await new Promise(go => setTimeout(go, 2)) }
const child = spawn(process.execPath, ['tools/service.mjs'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [''])])
if (String(line) === '') process.exit(1)
writeFileSync('service.pid', String(child.pid))
console.log(String(line).trim())
child.unref()
process.exit(0)
`

const tableOf = (name: Project, url: string): string => `[upstream.${name}]
repo = "${url}/${name}.git"
path = "vendor/${name}"
artifact = ["bin/${name}*"]
shell = true
build = "${projects[name]} && printf %s $GIT_DOC_VERSION > bin/${name}.version"
verify = "test -s bin/${name}.version"
reload = ["node", "tools/restart.mjs"]
health = ["node", "tools/health.mjs"]
env = ["SERVICE_PORT"]
policy = { major = "auto", minor = "auto", patch = "auto" }
`

/** A port that is free now. */
const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Asks the service again and again; keeps when each good answer came. */
const asking = (url: string) => {
  const answers: number[] = []
  let isOver = false
  const ask = () =>
    new Promise<void>(done => {
      const request = get(url, { agent: false, timeout: 10_000 }, response => {
        response.resume().on('end', () => {
          if (response.statusCode === 200) answers.push(performance.now())
          done()
        })
      })
      request.on('error', () => done()).on('timeout', () => request.destroy())
    })
  const loop = (async () => {
    while (!isOver) {
      await ask()
      await pause(2)
    }
  })()
  return {
    answers,
    async end() {
      isOver = true
      await loop
    },
  }
}

/** The longest time between two good answers since a moment. */
const longestGap = (answers: readonly number[], since: number): number => {
  const times = answers.filter(at => at >= since)
  return Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at)))
}

/** A repository that builds the service of the three projects. */
const consumerOf = async (url: string, port: number) => {
  const path = join(folder, 'consumer')
  for (const place of ['tools', 'bin', '.git-doc'])
    mkdirSync(join(path, place), { recursive: true })
  const whole = names.map(name => tableOf(name, url)).join('\n')
  const configure = (text: string) => writeFileSync(join(path, '.git-doc/config.toml'), text)
  const files = {
    '.gitignore': 'bin/\nvendor/\nservice.pid\n.version-manifest.json\n',
    'tools/print.c': print,
    'tools/service.mjs': service,
    'tools/restart.mjs': restart,
    'tools/health.mjs': `process.exit((await fetch('http://127.0.0.1:${port}')).ok ? 0 : 1)\n`,
  }
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text)
  configure(whole)
  await run(['git', 'init', '-q', '-b', 'main'], path)
  await run(['git', 'add', '-A'], path)
  await run(['git', 'commit', '-qm', 'Begin'], path)
  const gitDoc = (...words: string[]) => run([process.execPath, cli, ...words], path)
  return {
    path,
    gitDoc,
    /** What the service is built of must be there before it can begin, so nothing is reloaded yet. */
    async begin() {
      configure(whole.replace(/^(?:reload|health) = .*\n/gm, ''))
      await gitDoc('upstream', 'update')
      configure(whole)
      await run([process.execPath, 'tools/restart.mjs'], path)
      endings.push(() =>
        process.kill(Number(readFileSync(join(path, 'service.pid'), 'utf8')), 'SIGKILL'),
      )
    },
  }
}

interface Tag {
  readonly name: Project
  readonly tag: string
  readonly id: string
}

/** Takes the newest tags of a project away, to be pushed one after the other. */
const tagsToPush = async (name: Project, served: string): Promise<readonly Tag[]> => {
  const bare = join(served, `${name}.git`)
  const tags = (await run(['git', 'tag', '--sort=version:refname'], bare)).split('\n')
  const plain = tags.filter(tag => /^v\d+\.\d+\.\d+$/.test(tag)).slice(-Number(most))
  const taken: Tag[] = []
  for (const tag of plain)
    taken.push({ name, tag, id: await run(['git', 'rev-parse', `refs/tags/${tag}`], bare) })
  for (const tag of tags.slice(tags.indexOf(plain[0] ?? '')))
    await run(['git', 'tag', '-d', tag], bare)
  return taken
}

interface Listed {
  readonly sources: readonly { name: string; last?: { run: string; state: string } }[]
}

type GitDoc = (...words: string[]) => Promise<string>

/** Waits for an update to be over, and resolves to how long its reload took, in milliseconds. */
const reloadOf = async (wanted: string, gitDoc: GitDoc): Promise<number> => {
  for (let state = ''; state !== 'success'; await pause(200)) {
    const { sources } = JSON.parse(await gitDoc('upstream', 'list', '--json')) as Listed
    state = sources.find(({ last }) => last?.run === wanted)?.last?.state ?? ''
    if (state === 'failed') throw new Error(`${wanted} failed.`)
  }
  const events = (await gitDoc('history', wanted, '--json'))
    .split('\n')
    .map(line => JSON.parse(line))
  const isReload = ({ event }: { event: { type: string; data: { step?: string } } }) =>
    event.type === 'step.finished' && event.data.step === 'reload'
  return events.find(isReload).event.data.evidence.milliseconds
}

/** Listens for deliveries; resolves to the address. */
const receiving = async (path: string): Promise<string> => {
  const daemon = spawn(process.execPath, [cli, 'upstream', 'serve', '--port', '0', '--quiet'], {
    cwd: path,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endings.push(async () => {
    daemon.kill('SIGTERM')
    await once(daemon, 'exit')
  })
  const [said] = (await once(daemon.stdout, 'data')) as [Buffer]
  return said.toString().trim().replace('Listening on ', '')
}

const main = async (): Promise<void> => {
  const served = join(folder, 'served')
  cpSync(from, served, { recursive: true })
  const url = await gitServer({ teardown: end => void endings.push(end) }, served)
  const port = await freePort()
  Object.assign(environment, { SERVICE_PORT: String(port) })
  const { path, gitDoc, begin } = await consumerOf(url, port)
  const pushes: Tag[] = []
  for (const name of names) pushes.push(...(await tagsToPush(name, served)))
  await begin()
  const receiver = await receiving(path)
  const client = asking(`http://127.0.0.1:${port}`)
  endings.push(client.end)

  const gaps: { gap: number; reload: number }[] = []
  for (const { name, tag, id } of pushes) {
    const since = performance.now()
    await run(['git', 'update-ref', `refs/tags/${tag}`, id], join(served, `${name}.git`))
    const push = tagPush('github', `${url}/${name}.git`, tag, `${name}-${tag}`)
    const { status } = await send(receiver, push, secret)
    if (status !== 202) throw new Error(`The delivery was answered with ${status}.`)
    const reload = await reloadOf(`upstream/${name}@${tag.slice(1)}`, gitDoc)
    const gap = longestGap(client.answers, since)
    gaps.push({ gap, reload })
    row(`${name} ${tag}: longest gap, reload itself, ms`, `${Math.round(gap)}, ${reload}`)
  }
  row('answers', client.answers.length)
  row('longest gap, ms', Math.max(...gaps.map(({ gap }) => gap)))
  row('most beyond the reload itself, ms', Math.max(...gaps.map(({ gap, reload }) => gap - reload)))
}

const load = () =>
  loadavg()
    .map(each => each.toFixed(1))
    .join(' ')

try {
  process.stdout.write(`${machine()}, load ${load()}\n`)
  await main()
  process.stdout.write(`load at the end ${load()}\n`)
} finally {
  for (const end of endings.reverse()) await end()
  rmSync(folder, { recursive: true, force: true })
}
