import { gitFailed } from '../../errors/git.ts'
import type { Activity, FileReader, TouchedFile } from '../../ports/activity.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { git } from './command.ts'
import { offline, streamGit } from './log-stream.ts'
import { spawnGit } from './spawn-git.ts'

/** The activity in a repository, read by a few Git commands whose output is streamed. */
export const openActivity = ({ root }: Pick<RepositoryFacts, 'root'>): Activity => ({
  async touched(head, { from, to }, look) {
    const since = from === undefined ? [] : [`--since=${from}`]
    const args = [...log, ...since, `--until=${to}`, head, '--']
    await streamGit(args, root, numstat(look))
  },
  async changed(head, base) {
    const ask = (args: readonly string[], codes: readonly number[]) =>
      git(args, { cwd: root, codes, env: offline })
    const { code, stdout } = await ask(['merge-base', base, head], [0, 1])
    if (code !== 0) return undefined
    const parting = stdout.toString().trim()
    const names = await ask(
      ['diff-tree', '-r', '-z', '--name-only', '--no-renames', parting, head],
      [0],
    )
    return new Set(names.stdout.toString().split('\0').filter(Boolean))
  },
  async madeByOthers(paths) {
    if (paths.length === 0) return new Set()
    const { stdout } = await git(
      ['check-attr', '-z', '--stdin', 'linguist-generated', 'linguist-vendored'],
      { cwd: root, input: paths.map(path => `${path}\0`).join('') },
    )
    const words = stdout.toString().split('\0')
    const found = new Set<string>()
    for (let at = 0; at + 2 < words.length; at += 3)
      if (/^(?:set|true)$/.test(words[at + 2] ?? '')) found.add(words[at] ?? '')
    return found
  },
  async read(blobs, reader) {
    if (blobs.length === 0) return
    const parser = batch(blobs, reader)
    let failure: unknown
    const child = spawnGit(['cat-file', '--batch', '--buffer'], {
      cwd: root,
      env: offline,
      onOutput(bytes) {
        if (failure !== undefined) return
        try {
          parser.take(bytes)
        } catch (error) {
          failure = error
          child.kill()
        }
      },
    })
    child.end(blobs.map(blob => `${blob}\n`).join(''))
    const { code, error } = await child.ended
    if (failure !== undefined) throw failure
    if (code !== 0) throw error
    parser.end()
  },
})

const log = [
  '-c',
  'core.attributesFile=/dev/null',
  '-c',
  'log.showSignature=false',
  'log',
  '--format=',
  '--numstat',
  '-z',
  '-M',
  '--no-merges',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=all',
  '--diff-algorithm=myers',
  '--no-notes',
  '--no-mailmap',
]

/** Reads what `--numstat -z` prints: `1<tab>2<tab>path`, or `1<tab>2<tab>` with the old and the new name after it. */
const numstat = (look: (file: TouchedFile) => void) => {
  let rest = ''
  let counts: Pick<TouchedFile, 'added' | 'removed'> | undefined
  let before: string | undefined
  const read = (piece: string): void => {
    if (counts === undefined) {
      const [added = '', removed = '', ...path] = piece.trimStart().split('\t')
      const read = { added: linesOf(added), removed: linesOf(removed) }
      if (path.join('\t') === '') counts = read
      else look({ ...read, path: path.join('\t') })
    } else if (before === undefined) before = piece
    else {
      look({ ...counts, path: piece, before })
      counts = undefined
      before = undefined
    }
  }
  return (text: string): boolean => {
    const pieces = (rest + text).split('\0')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) if (piece !== '' || counts) read(piece)
    return true
  }
}

const linesOf = (text: string): number | undefined => (text === '-' ? undefined : Number(text))

/** Reads what `cat-file --batch` prints: `<id> blob <size>`, so many bytes, and the end of a line. */
const batch = (blobs: readonly string[], reader: (index: number) => FileReader) => {
  let header = ''
  let index = 0
  let file: FileReader | undefined
  /** Bytes of the file that are still to come, and the end of the line behind it. */
  let left = 0
  const begin = (line: string): void => {
    const [, type, size] = line.split(' ')
    if (type !== 'blob') throw gitFailed(['cat-file', '--batch'], line)
    file = reader(index)
    left = Number(size) + 1
  }
  /** Each returns where it stopped reading. */
  const readHeader = (bytes: Buffer, at: number): number => {
    const end = bytes.indexOf(10, at)
    header += bytes.toString('latin1', at, end < 0 ? bytes.length : end)
    if (end < 0) return bytes.length
    begin(header)
    header = ''
    return end + 1
  }
  const readBody = (bytes: Buffer, at: number, into: FileReader): number => {
    const piece = bytes.subarray(at, at + left)
    // The last byte ends the line and is no part of the file.
    into.push(piece.length === left ? piece.subarray(0, -1) : piece)
    left -= piece.length
    if (left === 0) {
      into.end()
      file = undefined
      index += 1
    }
    return at + piece.length
  }
  return {
    take(bytes: Buffer): void {
      for (let at = 0; at < bytes.length; )
        at = file === undefined ? readHeader(bytes, at) : readBody(bytes, at, file)
    },
    end(): void {
      if (index < blobs.length)
        throw gitFailed(['cat-file', '--batch'], `it answered ${index} of ${blobs.length} requests`)
    },
  }
}
