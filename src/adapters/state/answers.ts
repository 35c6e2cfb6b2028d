import type { Stats } from 'node:fs'
import { type FileHandle, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnswerPiece, AnswerReader, AnswerWriter } from '../../ports/requests.ts'
import { makeFolder } from './files.ts'

/** The answers of requests: one file each, with a piece of JSON on a line. */
export const answersFolder = (state: string): string => join(state, 'answers')

const fileOf = (state: string, id: string): string => join(answersFolder(state), `${id}.jsonl`)

/** An answer that nobody fetched for this long (milliseconds) is removed. */
const abandoned = 60 * 60_000

/** Begins an answer anew: what an owner that was killed wrote of it is gone. */
export const openAnswer = async (state: string, id: string): Promise<AnswerWriter> => {
  await makeFolder(answersFolder(state))
  const path = fileOf(state, id)
  await rm(path, { force: true })
  const file = await open(path, 'ax', 0o600)
  let written: Promise<unknown> = Promise.resolve()
  return {
    add(piece) {
      written = written.then(() => file.appendFile(`${JSON.stringify(piece)}\n`))
    },
    async close() {
      await written.finally(() => file.close())
    },
  }
}

export const readAnswer = (state: string, id: string): AnswerReader => {
  const path = fileOf(state, id)
  let file: { readonly handle: FileHandle; readonly made: string } | undefined
  let at = 0
  let rest = Buffer.alloc(0)
  return {
    async read() {
      const made = await stat(path).then(madeAt, () => undefined)
      const again = file !== undefined && made !== undefined && made !== file.made
      if (made !== undefined && made !== file?.made) {
        await file?.handle.close()
        const handle = await open(path, 'r').catch(() => undefined)
        file = handle && { handle, made: madeAt(await handle.stat()) }
        at = 0
        rest = Buffer.alloc(0)
      }
      if (!file) return { pieces: [], again }
      const bytes = await readFrom(file.handle, at)
      at += bytes.length
      const lines = Buffer.concat([rest, bytes])
      const end = lines.lastIndexOf(0x0a) + 1
      rest = lines.subarray(end)
      const text = lines.subarray(0, end).toString()
      return { again, pieces: text.split('\n').filter(Boolean).map(pieceOf) }
    },
    async close() {
      await file?.handle.close()
    },
  }
}

/** Tells two files apart that had the same name; an inode alone may be used again. */
const madeAt = ({ ino, birthtimeMs }: Stats): string => `${ino} ${birthtimeMs}`

const pieceOf = (line: string): AnswerPiece => JSON.parse(line)

const readFrom = async (handle: FileHandle, at: number): Promise<Buffer> => {
  const { size } = await handle.stat()
  if (size <= at) return Buffer.alloc(0)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - at), 0, size - at, at)
  return buffer.subarray(0, bytesRead)
}

export const dropAnswer = (state: string, id: string): Promise<void> =>
  rm(fileOf(state, id), { force: true }).catch(() => {})

/** Removes answers that nobody came for. */
export const dropAbandonedAnswers = async (state: string, now: Date): Promise<void> => {
  const folder = answersFolder(state)
  for (const name of await readdir(folder).catch(() => [])) {
    const facts = await stat(join(folder, name)).catch(() => undefined)
    if (facts && now.getTime() - facts.mtimeMs > abandoned)
      await rm(join(folder, name), { force: true })
  }
}
