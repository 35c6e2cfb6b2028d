import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Thing } from '../../ports/trust.ts'
import { inside } from '../files/inside.ts'
import { childEnvironment } from './child-environment.ts'
import { environment } from './environment.ts'
import { findProgram } from './find-program.ts'

/** Bytes. Of larger files, and of those that are no text, only the hash is compared. */
const largest = 200_000

/**
 * The files of the repository that a command names, its program included, as things to allow: who allows a command allows
 * these as they are. What such a file reads or runs itself is not looked for.
 */
export const repositoryFiles = async (
  words: readonly string[],
  root: string,
): Promise<readonly Thing[]> => {
  const [name = '', ...others] = words
  // A name without a slash may be found in the repository too, if PATH leads there.
  const program = name.includes('/')
    ? name
    : await findProgram(name, root, childEnvironment(environment())).catch(() => name)
  const files: Thing[] = []
  for (const word of [program, ...others]) {
    const file = await fileOf(resolve(root, word), root)
    if (file) files.push(file)
  }
  return files
}

const fileOf = async (path: string, root: string): Promise<Thing | undefined> => {
  const top = await realpath(root)
  const real = await realpath(path).catch(() => undefined)
  if (real === undefined || !(await stat(real)).isFile()) return undefined
  const name = inside(root, path) ?? inside(top, path) ?? inside(top, real)
  if (name === undefined) return undefined
  const content = inside(top, real) === undefined ? `a link to ${real}\n` : await contentOf(real)
  return { what: 'file', name, label: name, content }
}

const contentOf = async (path: string): Promise<string> => {
  const { size } = await stat(path)
  if (size <= largest) {
    const bytes = await readFile(path)
    const text = bytes.toString()
    if (!text.includes('\0') && Buffer.from(text).equals(bytes)) return text
  }
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return `${size} bytes, SHA-256 ${hash.digest('hex')}\n`
}
