import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileUnknown } from '../../errors/lines.ts'
import type { LineOrigin, LineOrigins } from '../../ports/line-origins.ts'
import type { RepositoryFacts } from '../../ports/repository.ts'
import { git, withConfig } from './command.ts'

/** The history of lines, as `git blame` tells it; the person's settings for blame do not change it. */
export const openLineOrigins = ({
  root,
  shallow,
}: Pick<RepositoryFacts, 'root' | 'shallow'>): LineOrigins => ({
  async of(file) {
    const [moves, stays] = await Promise.all([blame(root, file, ['-M']), blame(root, file, [])])
    if (!moves || !stays) return untracked(root, file)
    return moves.map((line, index) => {
      const last = stays[index]?.commit
      const movedBy = last !== line.commit && line.commit !== undefined ? last : undefined
      return {
        ...line,
        boundary: shallow && line.boundary,
        ...(movedBy === undefined ? {} : { movedBy }),
      }
    })
  },
  async changesSince(commit, files, most) {
    if (files.length === 0) return []
    const { code, stdout } = await git(
      [
        ...['log', '-z', '--no-color', '--no-show-signature', '--encoding=UTF-8'],
        ...[`--max-count=${most}`, '--format=%H %s', 'HEAD', `^${commit}`, '--'],
        ...files,
      ],
      { cwd: root, codes: [0, 128] },
    )
    if (code !== 0) return []
    return stdout
      .toString()
      .split('\0')
      .filter(Boolean)
      .map(line => ({
        commit: line.slice(0, line.indexOf(' ')),
        subject: line.slice(line.indexOf(' ') + 1),
      }))
  },
})

/** A file that no commit has: nobody but the person wrote it. */
const untracked = async (root: string, file: string): Promise<readonly LineOrigin[]> => {
  const path = join(root, file)
  if (!existsSync(path)) throw fileUnknown(file)
  const text = await readFile(path, 'utf8')
  return text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((text, index) => ({
      line: index + 1,
      text,
      commit: undefined,
      from: { file, line: index + 1 },
      boundary: false,
    }))
}

/** Undefined if HEAD has no such file. */
const blame = async (
  root: string,
  file: string,
  options: readonly string[],
): Promise<LineOrigin[] | undefined> => {
  const args = withConfig({ 'blame.ignoreRevsFile': '', 'blame.markUnblamableLines': 'false' }, [
    ...['blame', '--line-porcelain', '--encoding=UTF-8', ...options, '--', file],
  ])
  const { code, stdout } = await git(args, { cwd: root, codes: [0, 128] })
  return code === 0 ? parseBlame(stdout.toString()) : undefined
}

/** Each line has a header of its own, which ends with the line after a tab. */
const parseBlame = (text: string): LineOrigin[] =>
  [...text.matchAll(/^([0-9a-f]{40,64}) (\d+) (\d+)[^\n]*\n((?:[a-z][^\n]*\n)*)\t([^\n]*)$/gm)].map(
    ([, commit = '', from, line, header = '', written = '']) => ({
      line: Number(line),
      text: written.replace(/\r$/, ''),
      commit: /^0+$/.test(commit) ? undefined : commit,
      from: {
        file: unquoted(/^filename ([^\n]*)$/m.exec(header)?.[1] ?? ''),
        line: Number(from),
      },
      boundary: /^boundary$/m.test(header),
    }),
  )

/** Git puts a path with unusual bytes in quotes, each byte as three octal digits. */
const unquoted = (path: string): string => {
  if (!path.startsWith('"')) return path
  const bytes = path
    .slice(1, -1)
    .replace(/\\(?:([0-7]{3})|(.))/g, (_, octal?: string, sign?: string) =>
      octal === undefined
        ? (escapes[sign ?? ''] ?? sign ?? '')
        : String.fromCharCode(Number.parseInt(octal, 8)),
    )
  return Buffer.from(bytes, 'latin1').toString()
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }
