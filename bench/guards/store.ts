import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseDiff } from '../../src/adapters/git/parse-diff.ts'
import { termsOf, type Vocabulary } from '../../src/documentation/guards/vocabulary.ts'
import type { Diff } from '../../src/ports/diff.ts'

/** A bare repository, read by Git; texts and words are kept by blob. */
export interface Store {
  file(commit: string, path: string): string | undefined
  diff(commit: string, parent: string): Diff
  facts(commit: string): {
    commit: string
    message: string
    author: { name: string; email: string }
    committedAt: string
  }
  paths(commit: string): readonly string[]
  /** The words of the files of a tree that `wanted` names. */
  words(commit: string, wanted: (path: string) => boolean): Vocabulary
}

const isText = (path: string): boolean =>
  !/\.(?:png|jpe?g|gif|ico|woff2?|ttf|zip|gz|pdf|mp4|webp|wasm|snap|map)$|(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum)$/i.test(
    path,
  )

export const openStore = (mirror: string, repo: string): Store | undefined => {
  const folder = join(mirror, repo.replace('/', '+'), 'repo')
  if (!existsSync(folder)) return undefined
  const git = (args: readonly string[], input?: string): Buffer =>
    execFileSync('git', [`--git-dir=${folder}`, ...args], {
      maxBuffer: 1 << 30,
      stdio: ['pipe', 'pipe', 'ignore'],
      ...(input === undefined ? {} : { input }),
    })
  const words = new Map<string, ReadonlySet<string>>()
  const trees = new Map<string, readonly { path: string; blob: string; size: number }[]>()

  const tree = (commit: string) => {
    const known = trees.get(commit)
    if (known) return known
    const list = git(['ls-tree', '-r', '-l', '-z', commit])
      .toString()
      .split('\0')
      .flatMap(line => {
        const [, blob, size, path] = /^\d+ blob (\w+)\s+(\d+)\t(.*)$/s.exec(line) ?? []
        return blob && path ? [{ path, blob, size: Number(size) }] : []
      })
    if (trees.size > 4) trees.clear()
    trees.set(commit, list)
    return list
  }

  const read = (blobs: readonly string[]): void => {
    const output = git(['cat-file', '--batch'], `${blobs.join('\n')}\n`)
    let at = 0
    for (const blob of blobs) {
      const lineEnd = output.indexOf(10, at)
      const size = Number(output.subarray(at, lineEnd).toString().split(' ')[2])
      if (!Number.isInteger(size)) {
        words.set(blob, new Set())
        at = lineEnd + 1
        continue
      }
      const bytes = output.subarray(lineEnd + 1, lineEnd + 1 + size)
      words.set(blob, bytes.includes(0) ? new Set() : termsOf(bytes.toString()))
      at = lineEnd + 2 + size
    }
  }

  return {
    file(commit, path) {
      try {
        return git(['show', `${commit}:${path}`]).toString()
      } catch {
        return undefined
      }
    },
    diff: (commit, parent) =>
      parseDiff(
        git([
          'diff',
          '--raw',
          '-z',
          '-p',
          '-M',
          '--no-abbrev',
          '--full-index',
          '--no-ext-diff',
          parent,
          commit,
        ]),
      ),
    facts(commit) {
      const [id = '', name = '', email = '', committedAt = '', message = ''] = git([
        'show',
        '-s',
        '--format=%H%x00%an%x00%ae%x00%cI%x00%B',
        commit,
      ])
        .toString()
        .split('\0')
      return { commit: id, message, author: { name, email }, committedAt }
    },
    paths: commit => tree(commit).map(({ path }) => path),
    words(commit, wanted) {
      const blobs = tree(commit)
        .filter(({ path, size }) => isText(path) && size < 1_000_000 && wanted(path))
        .map(({ blob }) => blob)
      const unread = [...new Set(blobs.filter(blob => !words.has(blob)))]
      if (unread.length > 0) read(unread)
      const sets = blobs.map(blob => words.get(blob))
      const answers = new Map<string, boolean>()
      return {
        has(term) {
          const known = answers.get(term) ?? sets.some(set => set?.has(term))
          answers.set(term, known)
          return known
        },
      }
    },
  }
}
