import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { remoteRefs } from '../../../src/adapters/git/isomorphic/remote-refs.ts'
import { testRepository } from '../../support/repository.ts'

/** Git's own server, `git http-backend`, behind a loopback port: CGI by hand. */
const serve = async (t: ExecutionContext, folder: string): Promise<string> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://loopback')
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: `${request.headers['git-protocol'] ?? ''}`,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    request.pipe(backend.stdin)
    const chunks: Buffer[] = []
    for await (const chunk of backend.stdout) chunks.push(chunk)
    const output = Buffer.concat(chunks)
    const end = output.indexOf('\r\n\r\n')
    for (const line of output.toString('latin1', 0, end).split('\r\n')) {
      const [name = '', value = ''] = line.split(/:\s*/)
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.end(output.subarray(end + 4))
  }
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the refs of a remote are read without a clone', async t => {
  const { path, commit, git } = testRepository(t)
  const first = commit('first', { a: 'a\n' })
  git('branch', 'release/1', first)
  git('tag', '--annotate', '--message', 'words', 'v1')
  const second = commit('second', { a: 'b\n' })
  const tag = git('rev-parse', 'v1')
  const server = await serve(t, path)
  const refs = await remoteRefs(`${server}/.git`)
  t.deepEqual(
    refs.map(({ ref, id, target, peeled }) => [ref, id, target, peeled]),
    [
      ['HEAD', second, 'refs/heads/main', undefined],
      ['refs/heads/main', second, undefined, undefined],
      ['refs/heads/release/1', first, undefined, undefined],
      ['refs/tags/v1', tag, undefined, first],
    ],
  )
  t.deepEqual(
    (await remoteRefs(`${server}/.git`, 'refs/tags/')).map(({ ref }) => ref),
    ['refs/tags/v1'],
  )
  const listed = await promisify(execFile)('git', ['ls-remote', `${server}/.git`])
  for (const { ref, id } of refs) t.true(listed.stdout.includes(`${id}\t${ref}\n`), ref)
})

test('a server that has no such repository is a Git failure without credentials', async t => {
  const { path } = testRepository(t)
  const server = await serve(t, join(dirname(path), 'nowhere'))
  const url = server.replace('http://', 'http://ada:secret@')
  const error = await t.throwsAsync(remoteRefs(`${url}/missing.git`), { code: 'GIT_FAILED' })
  t.false(error?.message.includes('secret'))
  await t.throwsAsync(remoteRefs('no url'), { code: 'GIT_FAILED' })
})
