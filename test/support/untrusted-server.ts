import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { selfSigned } from './certificate.ts'
import type { Ending } from './repository.ts'

export interface UntrustedServer {
  /** `https://127.0.0.1:<port>`, without a last slash. */
  readonly url: string
  /** How many have come so far, whether they then spoke or not. */
  connections(): number
  /** All that was said to it so far. */
  heard(): string
  /** Says something to it as one who trusts its certificate; done once it was heard. */
  tell(words: string): Promise<void>
}

/** A real server on this machine whose certificate nobody vouches for; it is closed when the test ends. */
export const untrustedServer = async (t: Ending): Promise<UntrustedServer> => {
  const { key, cert } = selfSigned()
  const sockets = new Set<TLSSocket>()
  let heard = ''
  let connections = 0
  const server = createServer({ key, cert }, socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', chunk => {
      heard += chunk
      socket.write(chunk)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>(resolve => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    connections: () => connections,
    heard: () => heard,
    async tell(words) {
      const socket = connect({ host: '127.0.0.1', port, ca: cert })
      socket.write(words)
      await once(socket, 'data')
      socket.destroy()
    },
  }
}
