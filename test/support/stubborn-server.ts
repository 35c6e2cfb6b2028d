import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Ending } from './repository.ts'

const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** Writes something again and again until the connection closes. */
const drip = (socket: Socket, text: string | Buffer, milliseconds: number): void => {
  const timer = setInterval(() => socket.write(text), milliseconds)
  socket.once('close', () => clearInterval(timer))
}

/** As much as the other side takes. */
const pour = (socket: Socket, text: string): void => {
  const more = () => {
    while (!socket.destroyed && socket.write(text));
    if (!socket.destroyed) socket.once('drain', () => setImmediate(more))
  }
  more()
}

/** Ways of a server never to end its response, each on a connection that has sent its request. */
export const stubborn: Readonly<Record<string, (socket: Socket) => void>> = {
  'says nothing': () => {},
  'sends its headers byte by byte': socket => {
    socket.write(`${head}x-long: `)
    drip(socket, 'x', 20)
  },
  'sends 102 after 102': socket => drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n', 20),
  'sends headers and nothing more': socket => socket.write(`${head}content-length: 500\r\n\r\n`),
  'sends one blank at a time': socket => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`)
    drip(socket, chunk(' '), 20)
  },
  'sends its JSON letter by letter without an end': socket => {
    socket.write(
      `${head}transfer-encoding: chunked\r\n\r\n${chunk('{"choices":[{"message":{"content":"')}`,
    )
    drip(socket, chunk('a'), 20)
  },
  'sends half of its body and stops': socket =>
    socket.write(`${head}content-length: 500\r\n\r\n{"choices":[{"index":0,"mess`),
  'sends a whole answer in a body that does not end': socket => {
    const body = '{"choices":[{"index":0,"message":{"content":"Fine."},"finish_reason":"stop"}]}'
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n${chunk(body)}`)
  },
  'sends a chunk whose end never comes': socket => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\nffff\r\n{`)
    drip(socket, ' ', 20)
  },
  'sends gzip that begins and goes on for ever': socket => {
    const begun = gzipSync('{"choices":[').subarray(0, 12)
    socket.write(`${head}content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n`)
    socket.write(
      Buffer.concat([Buffer.from(`${begun.length.toString(16)}\r\n`), begun, Buffer.from('\r\n')]),
    )
  },
  'fails and drips the reason': socket => {
    socket.write('HTTP/1.1 500 Oops\r\ntransfer-encoding: chunked\r\n\r\n')
    drip(socket, chunk('.'), 20)
  },
}

/** Bodies that end a request early, because they are larger than any answer. */
export const endless: Readonly<Record<string, (socket: Socket) => void>> = {
  'sends blanks as fast as it can': socket => {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`)
    pour(socket, chunk(' '.repeat(65_536)))
  },
}

/** A real server on this machine that behaves in one of these ways, and counts the connections that are still open. */
export const stubbornServer = async (t: Ending, way: (socket: Socket) => void) => {
  const open = new Set<Socket>()
  let requests = 0
  const server = createServer(socket => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    socket.once('data', () => {
      requests += 1
      socket.resume()
      way(socket)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of open) socket.destroy()
    return new Promise<void>(resolve => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, open: () => open.size, requests: () => requests }
}

/** What a process imports so that it collects its garbage every few milliseconds. */
export const collecting = (milliseconds: number) =>
  `data:text/javascript,${encodeURIComponent(`
  import v8 from 'node:v8'
  import vm from 'node:vm'
  v8.setFlagsFromString('--expose-gc')
  const gc = vm.runInNewContext('gc')
  setInterval(() => gc(), ${milliseconds}).unref()
`)}`
