import { execFile } from 'node:child_process'
import test, { type ExecutionContext } from 'ava'
import { until } from '../../support/background.ts'
import { collecting, endless, stubborn, stubbornServer } from '../../support/stubborn-server.ts'

const module = (name: string) =>
  new URL(`../../../src/adapters/llm/${name}.js`, import.meta.url).href

/** Longer than any test: this time is never up by itself. */
const timeout = 1_000_000

/** How requests end: their time is up, the person aborts, or by themselves. The first two once all have arrived. */
type End = 'time' | 'abort' | 'answer'

/** A process that asks all servers at a time while it collects its garbage; how each request ended, by the server's way. */
const asked = async (
  t: ExecutionContext,
  ways: typeof stubborn,
  protocol: readonly [file: string, make: string],
  endsBy: End,
) => {
  const urls: Record<string, string> = {}
  const servers: Awaited<ReturnType<typeof stubbornServer>>[] = []
  for (const [what, way] of Object.entries(ways)) {
    const server = await stubbornServer(t, way)
    urls[what] = server.url
    servers.push(server)
  }
  const [file, make] = protocol
  const script = `
    import { ${make} } from '${module(file)}'
    const abort = new AbortController()
    // The clock of the deadlines is moved from outside; every other timer is as it was.
    const deadlines = []
    const begin = globalThis.setTimeout
    globalThis.setTimeout = (callback, milliseconds, ...more) => {
      if (milliseconds === ${timeout}) deadlines.push(callback)
      return begin(callback, milliseconds, ...more)
    }
    ${
      endsBy === 'answer'
        ? ''
        : `process.stdin.once('data', () => {
      process.stdin.destroy()
      ${endsBy === 'abort' ? 'abort.abort()' : 'for (const end of deadlines) end()'}
    })`
    }
    const request = { prompt: { system: 'S', user: 'U' }, run: 'commit/a', answerLike: '' }
    const ends = await Promise.all(Object.entries(${JSON.stringify(urls)}).map(([what, baseUrl]) => {
      const model = ${make}({ name: 'served', model: 'm', baseUrl, timeout: ${timeout} })
      return model.complete(request, { signal: abort.signal })
        .then(() => [what, 'an answer'], error => [what, error.class])
    }))
    console.log(JSON.stringify(Object.fromEntries(ends)))`
  const end = await new Promise<{ code: unknown; ends: unknown }>(resolve => {
    const program = ['--import', collecting(25), '--input-type=module', '-e', script]
    // The process must end by itself: what is left of a request must not keep it.
    const child = execFile(process.execPath, program, (error, stdout) =>
      resolve({
        code: error ? (error.code ?? error.signal) : 0,
        ends: JSON.parse(stdout || '{}'),
      }),
    )
    const haveArrived = () => servers.every(server => server.requests() === 1)
    if (endsBy !== 'answer')
      until('every request has arrived', haveArrived).then(() => child.stdin?.write('now'))
  })
  t.deepEqual(
    servers.map(server => server.requests()),
    servers.map(() => 1),
    'every request arrived',
  )
  return end
}

const all = (ways: typeof stubborn, errorClass: string) =>
  Object.fromEntries(Object.keys(ways).map(what => [what, errorClass]))

for (const protocol of [
  ['chat-completions', 'chatCompletions'],
  ['messages', 'messages'],
] as const) {
  test.serial(
    `${protocol[0]}: no response outlives its deadline, whatever is collected`,
    async t => {
      const end = await asked(t, stubborn, protocol, 'time')
      t.deepEqual(end, { code: 0, ends: all(stubborn, 'timeout') })
    },
  )

  test.serial(`${protocol[0]}: no response outlives an abort, whatever is collected`, async t => {
    const end = await asked(t, stubborn, protocol, 'abort')
    t.deepEqual(end, { code: 0, ends: all(stubborn, 'aborted') })
  })
}

test.serial('an endless body is cut off before its time', async t => {
  const end = await asked(t, endless, ['chat-completions', 'chatCompletions'], 'answer')
  t.deepEqual(end, { code: 0, ends: all(endless, 'malformed') })
})
