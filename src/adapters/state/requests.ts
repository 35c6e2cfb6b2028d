import { randomBytes } from 'node:crypto'
import { lstat, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { requestNewer } from '../../errors/requests.ts'
import type { Request, Waiting } from '../../ports/requests.ts'
import { makeFolder, writeStateFile } from './files.ts'
import { inboxFolder, putAside } from './inbox-folder.ts'

const format = 1

/** A longer request (in bytes) is not ours. */
const longest = 1024 * 1024

const stream = z.object({ isTTY: z.boolean(), columns: z.int().positive().optional() })

const stored = z.object({
  format: z.literal(format),
  argv: z.array(z.string()),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  stdout: stream,
  stderr: stream,
  asker: z.object({ pid: z.int(), host: z.string(), startedAt: z.string().optional() }),
  version: z.string(),
})

/** A new id: milliseconds since 1970 to the base 36, then twelve random hexadecimal digits. */
export const newRequestId = (now: Date): string =>
  `${now.getTime().toString(36).padStart(9, '0')}-${randomBytes(6).toString('hex')}`

const fileOf = ({ id, lane }: Waiting): string => `${id}.${lane}.request`

/** Leaves a request; it is on disk when the promise resolves. Leaving the same one again changes nothing. */
export const leaveRequest = async (
  state: string,
  { id, lane, ...request }: Request,
): Promise<void> => {
  const folder = inboxFolder(state)
  await makeFolder(folder)
  const text = `${JSON.stringify({ format, ...request })}\n`
  await writeStateFile(join(folder, fileOf({ id, lane })), text, { durable: true })
}

/**
 * A request; undefined if it was withdrawn. One that cannot be read is put aside and counts as withdrawn. Throws
 * REQUEST_NEWER for one that a newer git-doc left.
 */
export const readRequest = async (
  state: string,
  { id, lane }: Waiting,
): Promise<Request | undefined> => {
  const file = fileOf({ id, lane })
  const path = join(inboxFolder(state), file)
  const facts = await lstat(path).catch(() => undefined)
  if (!facts) return undefined
  const text = facts.isFile() && facts.size <= longest ? await readFile(path, 'utf8') : ''
  const content = parsed(text)
  const { success, data } = stored.safeParse(content)
  if (success) return { id, lane, ...data }
  const found = (content as { readonly format?: unknown } | undefined)?.format
  if (typeof found === 'number' && found > format) throw requestNewer(id)
  await putAside(inboxFolder(state), file)
  return undefined
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Takes a request out of the inbox. Returns whether it was there. */
export const dropRequest = async (state: string, request: Waiting): Promise<boolean> =>
  unlink(join(inboxFolder(state), fileOf(request))).then(
    () => true,
    () => false,
  )

/** Asks the owner to end a request that it has begun. */
export const cancelRequest = (state: string, id: string): Promise<void> =>
  writeStateFile(join(inboxFolder(state), `${id}.cancel`), '')

/** The id of the request that a file in the inbox asks to end. */
export const cancelledBy = (file: string): string | undefined =>
  /^([0-9a-z]{9,12}-[0-9a-f]{12})\.cancel$/.exec(file)?.[1]

export const dropCancel = (state: string, id: string): Promise<void> =>
  unlink(join(inboxFolder(state), `${id}.cancel`)).catch(() => {})
