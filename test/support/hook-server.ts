import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Ending } from './repository.ts'

/** One request as the server got it. */
export interface Heard {
  readonly method: string
  /** The path, with its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A real server on this machine that keeps each request and answers it; 204 unless `answer` does otherwise. */
export const hookServer = async (
  t: Ending,
  answer: (response: ServerResponse, heard: Heard) => void = response =>
    response.writeHead(204).end(),
) => {
  const heard: Heard[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() }
      heard.push(one)
      answer(response, one)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise<void>(resolve => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, heard }
}
