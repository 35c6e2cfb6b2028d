import { randomUUID } from 'node:crypto'
import type { Note, NoteLine } from '../../../ports/receipts.ts'
import type { RepositoryPaths } from '../../../ports/repository.ts'
import { git, gitText } from '../command.ts'
import { newObjects } from '../new-objects.ts'
import { isObjectId, type ReadObject, readLinks } from '../objects.ts'
import { askIdentities, type Identities } from '../publisher/identities.ts'
import { treeWith, type Versions } from '../tree-with.ts'

/** Where receipts are; `git notes --ref=git-doc/receipts` shows them. */
export const receiptsRef = 'refs/notes/git-doc/receipts'

/** Git needs to be told somebody where it knows nobody. */
const nobody: Identities = { author: 'git-doc <>', committer: 'git-doc <>' }

interface NotesTools extends Pick<RepositoryPaths, 'root' | 'commonDirectory'> {
  readonly read: ReadObject
}

/** The notes of one ref. What changes them answers `false` if somebody else changed them meanwhile, and nothing is changed then. */
export const openNotes = ({ root, commonDirectory, read }: NotesTools) => {
  const tip = async (): Promise<string | undefined> => {
    const args = ['rev-parse', '--verify', '--quiet', `${receiptsRef}^{commit}`]
    const id = await gitText(args, { cwd: root, codes: [0, 1, 128] })
    return isObjectId(id) ? id : undefined
  }
  /** A note and where it is: Git spreads notes over folders as they become many. */
  const find = async (at: string | undefined, commit: string) => {
    for (const path of at === undefined ? [] : pathsOf(commit)) {
      const object = await read(`${at}:${path}`)
      if (object?.type === 'blob') return { path, text: object.bytes }
    }
    return { path: `${commit.slice(0, 2)}/${commit.slice(2)}`, text: Buffer.alloc(0) }
  }

  const add = async (lines: readonly NoteLine[]): Promise<boolean> => {
    const before = await tip()
    const objects = newObjects(commonDirectory, (lines[0]?.commit ?? '').length)
    const files: [string, { blob: string; mode: string }][] = []
    for (const commit of new Set(lines.map(({ commit }) => commit))) {
      const wanted = lines.flatMap(each => (each.commit === commit ? [each.line] : []))
      const { path, text } = await find(before, commit)
      const next = withLines(text, wanted)
      if (next) files.push([path, { blob: objects.add('blob', next), mode: '100644' }])
    }
    if (files.length === 0) return true
    const versions: Versions = new Map(files)
    const known = before === undefined ? undefined : (await readLinks(read, before)).tree
    const idLength = files[0]?.[1].blob.length ?? 0
    const tree = await treeWith(read, known, versions, objects, idLength)
    const identities = (await askIdentities(root)) ?? nobody
    const commit = objects.add(
      'commit',
      notesCommit({ tree, parent: before, identities }, new Date()),
    )
    await objects.store()
    return move(before, commit)
  }

  /** The compare-and-swap. */
  const move = async (from: string | undefined, to: string): Promise<boolean> => {
    const old = from ?? '0'.repeat(to.length)
    const args = ['update-ref', '-m', 'git-doc: receipts', receiptsRef, to, old]
    const { code } = await git(args, { cwd: root, codes: [0, 1, 128] })
    if (code === 0) return true
    if ((await tip()) !== from) return false
    // It is where it was: what keeps it there is no other writer, or one that has not ended.
    await git(args, { cwd: root })
    return true
  }

  const merge = async (theirs: string): Promise<boolean> => {
    const ours = await tip()
    if (ours === theirs) return true
    if (ours === undefined) return move(undefined, theirs)
    // Git's merge moves its ref without looking at where it was, so it gets a ref of its own.
    const own = `refs/notes/git-doc/merge-${randomUUID()}`
    try {
      await git(['update-ref', own, ours], { cwd: root })
      const identities = await askIdentities(root)
      await git(['notes', `--ref=${own}`, 'merge', '--quiet', '--strategy=cat_sort_uniq', theirs], {
        cwd: root,
        env: identities ? {} : unknownPerson,
      })
      return await move(ours, await gitText(['rev-parse', own], { cwd: root }))
    } finally {
      await git(['update-ref', '-d', own], { cwd: root, codes: [0, 1, 128] })
    }
  }

  async function* readAll(): AsyncGenerator<Note> {
    const at = await tip()
    if (at === undefined) return
    const { stdout } = await git(['ls-tree', '-r', '-z', '--full-tree', at], { cwd: root })
    for (const entry of stdout.toString('latin1').split('\0')) {
      const [, blob, path] = /^\d+ blob (\S+)\t(.+)$/s.exec(entry) ?? []
      const commit = path?.replaceAll('/', '') ?? ''
      // Other files among the notes are not ours.
      if (!blob || !isObjectId(commit)) continue
      const object = await read(blob)
      if (object) yield noteOf(commit, object.bytes)
    }
  }
  return {
    tip,
    add,
    merge,
    async *read(commits?: readonly string[]): AsyncGenerator<Note> {
      if (!commits) return yield* readAll()
      const at = await tip()
      for (const commit of commits) {
        const { text } = await find(at, commit)
        if (text.length > 0) yield noteOf(commit, text)
      }
    },
  }
}

const unknownPerson = {
  GIT_AUTHOR_NAME: 'git-doc',
  GIT_AUTHOR_EMAIL: 'git-doc@localhost',
  GIT_COMMITTER_NAME: 'git-doc',
  GIT_COMMITTER_EMAIL: 'git-doc@localhost',
}

const noteOf = (commit: string, text: Buffer): Note => ({
  commit,
  lines: text
    .toString()
    .split('\n')
    .filter(line => line.trim() !== ''),
})

/** Where the note of a commit may be, from few notes to many. */
const pathsOf = (commit: string): readonly string[] =>
  [0, 1, 2, 3].map(depth => {
    const folders = Array.from({ length: depth }, (_, at) => commit.slice(at * 2, at * 2 + 2))
    return [...folders, commit.slice(depth * 2)].join('/')
  })

/** A note with some lines more; undefined if it has them all. What is there stays byte for byte. */
const withLines = (text: Buffer, wanted: readonly string[]): Buffer | undefined => {
  const known = new Set(text.toString().split('\n'))
  const missing = [...new Set(wanted)].filter(line => !known.has(line))
  if (missing.length === 0) return undefined
  const end = text.length > 0 && text.at(-1) !== 10 ? '\n' : ''
  return Buffer.concat([text, Buffer.from(`${end}${missing.join('\n')}\n`)])
}

const notesCommit = (
  {
    tree,
    parent,
    identities: { author, committer },
  }: { tree: string; parent: string | undefined; identities: Identities },
  now: Date,
): Buffer => {
  const time = `${Math.floor(now.getTime() / 1000)} +0000`
  const header = [
    `tree ${tree}`,
    ...(parent === undefined ? [] : [`parent ${parent}`]),
    `author ${author} ${time}`,
    `committer ${committer} ${time}`,
  ]
  return Buffer.from(`${header.join('\n')}\n\nReceipts of git-doc\n`)
}
