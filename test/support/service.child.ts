import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A small service as people run them: it serves what it read of its file when it was started or last reloaded. `GET /` says which
 * version that is, `GET /healthz` whether it is well, `POST /reload` has it read the file again.
 */
const file = process.argv[2] ?? ''

const read = (): { readonly version: string; readonly healthy: boolean } =>
  JSON.parse(readFileSync(file, 'utf8'))

let app = read()

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/reload') {
    app = read()
    response.writeHead(204).end()
  } else if (request.url === '/healthz') response.writeHead(app.healthy ? 200 : 503).end()
  else response.end(app.version)
})
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
