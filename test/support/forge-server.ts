import { hookServer } from './hook-server.ts'
import type { Ending } from './repository.ts'

/**
 * The API of a forge like GitHub, with one webhook of ada/tool and one attempt for each of these deliveries. `deliver` sends one again, as the
 * forge does once it was asked to.
 */
export const forgeServer = async (
  t: Ending,
  guids: readonly string[],
  deliver: (guid: string) => Promise<unknown>,
) => {
  const sent: Promise<unknown>[] = []
  const { url, heard } = await hookServer(t, (response, { method, path }) => {
    const [, id] = /\/(\d+)\/attempts$/.exec(path) ?? []
    if (method === 'GET') {
      const list = guids.map((guid, index) => ({ id: index, guid, event: 'push' }))
      response.writeHead(200).end(JSON.stringify(list))
      return
    }
    sent.push(deliver(guids[Number(id)] ?? ''))
    response.writeHead(202).end('{}')
  })
  return { url, heard, sent: () => Promise.all(sent) }
}
