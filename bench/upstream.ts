import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openLevelLog } from '../src/adapters/level/open.ts'
import { now } from '../src/app/place.ts'
import { machine, row, timed } from './measure.ts'

// SPEC-KINDS N7: a check of 50 sources beside its slowest remote; the time until a delivery is durable, at 200 a second, beside a bare
// synced append; and the receiver's memory over 100,000 deliveries. `node build/bench/upstream.js [deliveries] [seconds]`.
const [most = 100_000, seconds = 60] = process.argv.slice(2).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
const cli = resolve('dist/cli/git-doc.js')
const secret = 'bench'

const sh = (command: string, cwd: string): Promise<unknown> =>
  once(spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')

const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_DOC_WEBHOOK_SECRET: secret,
}

const repository = async (name: string, config: string): Promise<string> => {
  const path = join(folder, name)
  mkdirSync(join(path, '.git-doc'), { recursive: true })
  writeFileSync(join(path, '.git-doc/config.toml'), config)
  await sh(
    'git init -q -b main && git add -A && git -c user.name=A -c user.email=a@b commit -qm a',
    path,
  )
  return path
}

/** A remote that lists its refs as protocol 2 has it; the slowest takes two seconds. */
const remote = async () => {
  const pkt = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`
  const id = 'a'.repeat(40)
  const advertised = `${pkt('# service=git-upload-pack\n')}0000${pkt('version 2\n')}${pkt('ls-refs\n')}0000`
  const refs = `${pkt(`${id} refs/tags/v1.0.0\n`)}${pkt(`${id} refs/tags/v1.1.0\n`)}0000`
  const server = createServer((asked, response) => {
    const number = Number(/\/(\d+)\//.exec(asked.url ?? '')?.[1] ?? 0)
    asked.resume()
    if (asked.method === 'GET') return void response.end(advertised)
    setTimeout(() => response.end(refs), number === 0 ? 2_000 : number * 20)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  }
}

const checks = async (): Promise<void> => {
  const { url, close } = await remote()
  const table = (name: number) => `[upstream.s${name}]\nrepo = "${url}/${name}/x.git"\n`
  const of = (count: number) => Array.from({ length: count }, (_, name) => table(name)).join('')
  const run = async (path: string) => {
    const [code] = await once(
      spawn(process.execPath, [cli, 'upstream', 'check'], {
        cwd: path,
        env: environment,
        stdio: 'ignore',
      }),
      'exit',
    )
    if (code !== 0) throw new Error(`check ended with ${code}`)
  }
  const [all, one] = [await repository('fifty', of(50)), await repository('one', of(1))]
  const list = async (path: string) =>
    once(
      spawn(process.execPath, [cli, 'upstream', 'pin', 's0', 'none'], {
        cwd: path,
        env: environment,
        stdio: 'ignore',
      }),
      'exit',
    )
  await run(one)
  const nothing = await timed(() => list(one))
  const single = await timed(() => run(one))
  const fifty = await timed(() => run(all))
  row('a command that asks nobody, ms', nothing)
  row('check of the slowest remote alone, ms', single)
  row('check of 50 sources, ms', fifty)
  row('ratio of the two', fifty / single)
  row('without the command itself, ratio to 2,000 ms', (fifty - nothing) / 2_000)
  close()
}

const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((one, other) => one - other)[Math.floor((times.length - 1) * share)] ?? Number.NaN

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** A connection that was kept may close at the moment of the next request, which is then sent again, as forges do. */
const deliver = (url: string, number: number): Promise<number> =>
  attempt(url, number).catch(error => {
    if (error.code !== 'ECONNRESET') throw error
    return attempt(url, number)
  })

const attempt = (url: string, number: number): Promise<number> =>
  new Promise((done, fail) => {
    const began = performance.now()
    const body = JSON.stringify({
      ref: 'refs/heads/other',
      after: 'a'.repeat(40),
      repository: { clone_url: 'https://example.org/ada/tool.git', default_branch: 'main' },
    })
    const asked = request(url, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': `delivery-${number}`,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    })
    asked.on('error', fail)
    asked.on('response', response => {
      response.resume()
      response.on('end', () => {
        if (response.statusCode !== 202) fail(new Error(`status ${response.statusCode}`))
        else done(performance.now() - began)
      })
    })
    asked.end(body)
  })

const deliveries = async (): Promise<void> => {
  const config = '[upstream.tool]\nrepo = "https://example.org/ada/tool"\n'
  const path = await repository('served', config)
  const child = spawn(process.execPath, [cli, 'upstream', 'serve', '--port', '0', '--quiet'], {
    cwd: path,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // Also if a delivery fails, which ends this process.
  process.once('exit', () => child.kill())
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = line.toString().trim().replace('Listening on ', '')
  // What the receiver itself holds; pages of files that the system maps are counted apart, because it takes them back as it likes.
  const memory = (of: 'RssAnon' | 'RssFile' = 'RssAnon'): number => {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    return Number(new RegExp(`${of}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  }
  let sent = 0
  // Two hundred a second, evenly, and beside them bare synced appends to a log of its own, ten a second.
  const log = await openLevelLog({ folder: join(folder, 'bare'), projections: [], now })
  const times: number[] = []
  const bare: number[] = []
  const waiting: Promise<unknown>[] = []
  const begin = performance.now()
  for (let tick = 0; tick < seconds * 200; tick += 1) {
    sent += 1
    waiting.push(deliver(url, sent).then(time => times.push(time)))
    if (tick % 20 === 0) {
      const event = { type: 'delivery.received', data: { id: String(tick) } }
      const appended = tick / 20
      waiting.push(
        timed(() => log.append('bench/bare', [{ event }], appended)).then(time => bare.push(time)),
      )
      await Promise.allSettled(waiting.splice(0, waiting.length - 100))
    }
    const late = begin + tick * 5 - performance.now()
    if (late > 0) await pause(late)
  }
  await Promise.all(waiting)
  const lasted = (performance.now() - begin) / 1_000
  await log.close()
  row('deliveries a second', times.length / lasted)
  row('durable and answered, ms, p50 and p99', percentile(times, 0.5), percentile(times, 0.99))
  row('bare synced append, ms, p50 and p99', percentile(bare, 0.5), percentile(bare, 0.99))
  row('ratio of p99', percentile(times, 0.99) / percentile(bare, 0.99))
  row('memory after them, MB', memory())
  // As fast as it takes them.
  const marks: string[] = []
  while (sent < most) {
    const some = Array.from({ length: Math.min(50, most - sent) }, () => {
      sent += 1
      return deliver(url, sent)
    })
    await Promise.all(some)
    if (sent % Math.max(1, Math.floor(most / 10)) < 50)
      marks.push(`${sent}: ${memory().toFixed(0)} + ${memory('RssFile').toFixed(0)}`)
  }
  row('memory by deliveries, and pages of files, MB', marks.join(', '))
  child.kill('SIGTERM')
  await once(child, 'exit')
}

try {
  process.stdout.write(
    `${machine()}, load ${loadavg()
      .map(load => load.toFixed(1))
      .join(' ')}\n`,
  )
  await checks()
  await deliveries()
  process.stdout.write(
    `load at the end ${loadavg()
      .map(load => load.toFixed(1))
      .join(' ')}\n`,
  )
} finally {
  agent.destroy()
  rmSync(folder, { recursive: true, force: true })
}
