import { readdir } from 'node:fs/promises'
import type { Waiting } from '../../ports/requests.ts'
import { inboxFolder } from './inbox-folder.ts'

/** What a file in the inbox says by its name, if it is a request. Ids begin with the time, so names sort by age. */
export const waitingAs = (file: string): Waiting | undefined => {
  const [, id, lane] = /^([0-9a-z]{9,12}-[0-9a-f]{12})\.([a-z-]+)\.request$/.exec(file) ?? []
  return id && lane ? { id, lane } : undefined
}

/** The waiting requests, oldest first; it opens none of them. */
export const waitingRequests = async (state: string): Promise<readonly Waiting[]> => {
  const names = await readdir(inboxFolder(state)).catch(() => [])
  return names
    .sort()
    .map(waitingAs)
    .filter(found => found !== undefined)
}
