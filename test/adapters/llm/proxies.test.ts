import { execFile } from 'node:child_process'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { answered, modelServer } from '../../support/model-server.ts'

/** A proxy on this machine that passes requests on and notes what it was asked for. */
const proxy = async (t: ExecutionContext) => {
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    const { port } = new URL(incoming.url ?? '')
    const url = `http://127.0.0.1:${port}${new URL(incoming.url ?? '').pathname}`
    const { method, headers } = incoming
    incoming.pipe(
      request(url, { method, headers }, response => {
        outgoing.writeHead(response.statusCode ?? 500, response.headers)
        response.pipe(outgoing)
      }),
    )
  })
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`)
    const upstream = connect(Number(incoming.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n')
      socket.pipe(upstream).pipe(socket)
    })
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    socket.on('error', () => upstream.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, asked }
}

const module = new URL('../../../src/adapters/llm/chat-completions.js', import.meta.url).href

/** What a process with these variables gets from a model at an address. */
const ask = (baseUrl: string, variables: Readonly<Record<string, string>>): Promise<string> => {
  const script = `
    import { chatCompletions } from '${module}'
    const model = chatCompletions({ name: 'served', model: 'm', baseUrl: '${baseUrl}', timeout: 900_000 })
    const request = { prompt: { system: 'S', user: 'U' }, run: 'commit/a', answerLike: '' }
    const { signal } = new AbortController()
    console.log(await model.complete(request, { signal }).then(({ text }) => text, error => error.class))`
  return new Promise(resolve => {
    const program = ['--input-type=module', '-e', script]
    const env = { PATH: process.env.PATH ?? '', ...variables }
    execFile(process.execPath, program, { env }, (_, stdout) => resolve(stdout.trim()))
  })
}

// A name that only the proxy can resolve.
const elsewhere = (url: string) => url.replace('127.0.0.1', 'models.invalid')

for (const variable of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])
  test(`a model is asked through ${variable}`, async t => {
    const server = await modelServer(t, [answered('Fine.')])
    const { url, asked } = await proxy(t)
    t.is(await ask(elsewhere(server.url), { [variable]: url }), 'Fine.')
    t.is(asked.length, 1)
    t.is(server.requests.length, 1)
  })

test('HTTPS_PROXY is for https and gets a tunnel', async t => {
  const { url, asked } = await proxy(t)
  t.is(await ask('https://models.invalid/v1', { HTTPS_PROXY: url }), 'network')
  t.deepEqual(asked, ['CONNECT models.invalid:443'])
})

test('NO_PROXY and this machine are asked directly', async t => {
  const server = await modelServer(t, [answered('Fine.')])
  const { url, asked } = await proxy(t)
  t.is(await ask(server.url, { HTTP_PROXY: url, ALL_PROXY: url }), 'Fine.')
  const hidden = { HTTP_PROXY: url, NO_PROXY: 'example.org,.invalid' }
  t.is(await ask(elsewhere(server.url), hidden), 'network')
  t.deepEqual(asked, [])
})

test('a proxy that is down is a failure of the network', async t => {
  t.is(await ask('http://models.invalid/v1', { HTTP_PROXY: 'http://127.0.0.1:1' }), 'network')
})
