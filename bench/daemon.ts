import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inboxFolder } from '../src/adapters/state/inbox-folder.ts'
import { leaveRequest, newRequestId } from '../src/adapters/state/requests.ts'
import { ownedLog } from '../src/app/owned-log.ts'
import { requestStore, serveRequests } from '../src/app/serve.ts'
import { machine, row } from './measure.ts'

// What it costs to ask: `node build/bench/daemon.js [--idle <seconds>]`. From the start of `git-doc retry` to its first event, with and
// without a daemon; requests a second that one owner carries out; an idle daemon's memory and processor time.
const cli = fileURLToPath(new URL('../../dist/cli/git-doc.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const root = join(folder, 'repository')
const state = join(root, '.git', 'git-doc')
const environment = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }
const gitIn = (...args: string[]) =>
  execFileSync('git', args, {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString()
const run = promisify(execFile)
const gitDoc = (...words: string[]) =>
  run(process.execPath, [cli, ...words], { cwd: root, env: environment })

const quantile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN

/** When the last event of the log was recorded, in milliseconds since 1970. */
const lastEvent = async (): Promise<number> => {
  const { stdout } = await gitDoc('history', '--json')
  return Date.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').at)
}

/** Milliseconds from the start of a command to the event that it begins. */
const toEvent = async (rounds: number): Promise<readonly number[]> => {
  const found: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    gitIn('commit', '--quiet', '--allow-empty', '-m', 'More')
    const began = Date.now()
    await gitDoc('update')
    found.push((await lastEvent()) - began)
  }
  return found
}

/** Leaves a request that only the bench carries out. */
const leave = (its: string): Promise<void> =>
  leaveRequest(its, {
    id: newRequestId(new Date()),
    lane: 'bench',
    argv: ['bench'],
    cwd: root,
    env: {},
    stdout: { isTTY: false },
    stderr: { isTTY: false },
    asker: { pid: process.pid, host: 'bench' },
    version: '0',
  })

/** Requests a second that one owner carries out, so many of them side by side; each takes ten milliseconds. */
const throughput = async (atOnce: number, requests: number): Promise<number> => {
  const its = join(folder, `owner-${atOnce}`)
  for (let at = 0; at < requests; at += 1) await leave(its)
  const closing: (() => Promise<void>)[] = []
  const { log } = await ownedLog(its, { command: 'bench' }, closing)
  const began = performance.now()
  let done = 0
  const serving = await serveRequests({
    store: requestStore(its),
    execute: async ({ id }) => {
      await pause(10)
      const event = { type: 'cache.cleared', data: { before: new Date().toISOString() } }
      await log.append(`bench/${id}`, [{ event }], 0)
      done += 1
      return 0
    },
    atOnce: () => atOnce,
    takes: () => true,
  })
  await serving.idle()
  const seconds = (performance.now() - began) / 1000
  await serving.stop()
  for (const end of closing.reverse()) await end()
  if (done !== requests) throw new Error(`${requests - done} requests were lost.`)
  return requests / seconds
}

const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const idle = async (seconds: number): Promise<void> => {
  const probe = join(folder, 'probe.cjs')
  const found = join(folder, 'memory.json')
  writeFileSync(
    probe,
    `process.on('SIGUSR2', () => { gc(); require('fs').writeFileSync(${JSON.stringify(found)}, JSON.stringify(process.memoryUsage())) })`,
  )
  await run(process.execPath, [cli, 'daemon', 'start'], {
    cwd: root,
    env: { ...environment, NODE_OPTIONS: `--require ${probe} --expose-gc` },
  })
  await gitDoc('update')
  const { pid } = JSON.parse(readFileSync(join(state, 'run.lock'), 'utf8'))
  const before = cpuOf(pid)
  await pause(seconds * 1000)
  const spent = cpuOf(pid) - before
  process.kill(pid, 'SIGUSR2')
  await pause(500)
  const { heapUsed, rss } = JSON.parse(readFileSync(found, 'utf8'))
  row(
    'heap of an idle daemon',
    `${(heapUsed / 1e6).toFixed(1)} MB`,
    `RSS ${(rss / 1e6).toFixed(0)} MB`,
  )
  row(`processor time of an idle daemon in ${seconds} s`, `${spent} ms`)
  await gitDoc('daemon', 'stop')
}

try {
  execFileSync('git', ['init', '--quiet', root], { env: environment })
  gitIn('config', 'user.name', 'Bench')
  gitIn('config', 'user.email', 'bench@example.org')
  gitIn('commit', '--quiet', '--allow-empty', '-m', 'Begin')
  await gitDoc('update', '--from', 'HEAD')
  process.stdout.write(`${machine()}\n`)
  const alone = await toEvent(30)
  await gitDoc('daemon', 'start')
  const asked = await toEvent(30)
  await gitDoc('daemon', 'stop')
  for (const [name, times] of [
    ['alone', alone],
    ['with a daemon', asked],
  ] as const)
    row(
      `\`update\` to its last event, ${name}`,
      `p50 ${quantile(times, 0.5)} ms`,
      `p99 ${quantile(times, 0.99)} ms`,
    )
  for (const atOnce of [1, 4, 8])
    row(
      `1,000 requests of 10 ms, ${atOnce} side by side`,
      `${(await throughput(atOnce, 1000)).toFixed(0)}/s`,
    )
  row('the first of 100,000 requests in the inbox is begun after', `${await crowded()} s`)
  await idle(Number(process.argv[3] ?? 20))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Seconds until the first of 100,000 requests is begun. */
async function crowded(): Promise<string> {
  const its = join(folder, 'crowd')
  await leave(its)
  for (let at = 0; at < 100_000; at += 1)
    writeFileSync(join(inboxFolder(its), `${newRequestId(new Date())}.bench.request`), 'garbage')
  const began = performance.now()
  let first = 0
  let hear = () => {}
  const heard = new Promise<void>(resolve => {
    hear = resolve
  })
  const serving = await serveRequests({
    store: requestStore(its),
    execute: async () => {
      first ||= performance.now() - began
      hear()
      return 0
    },
    atOnce: () => 4,
    takes: () => true,
  })
  await heard
  await serving.stop()
  return (first / 1000).toFixed(1)
}
