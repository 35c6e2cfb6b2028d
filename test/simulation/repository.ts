import { unknownCommit } from '../../src/errors/git.ts'
import type { Diff, FileChange } from '../../src/ports/diff.ts'
import type { Repository } from '../../src/ports/repository.ts'
import { edited } from '../support/diff.ts'
import {
  ancestry,
  branchOf,
  commitOf,
  idOf,
  type Model,
  type ModelCommit,
  type Tree,
  tips,
} from './model.ts'

/** The port Repository over the model; each answer waits for `gate`. */
export const modelRepository = (
  model: Model,
  gate: (label: string) => Promise<void>,
): Repository => ({
  facts: {
    root: '/model',
    gitDirectory: '/model/.git',
    commonDirectory: '/model/.git',
    shallow: false,
    objectFormat: 'sha1',
  },
  async head() {
    await gate('head')
    const ref = model.detached || model.rebasing ? undefined : model.branch
    return { ref, commit: model.tip }
  },
  async resolve(revision) {
    await gate('resolve')
    const id = branchOf(model, revision)?.tip ?? revision
    if (!model.commits.has(id)) throw unknownCommit(revision)
    return id
  },
  async commits({ from, to }) {
    await gate('commits')
    const known = new Set(from.flatMap(each => ancestry(model, each)))
    return [to]
      .flat()
      .flatMap(each => ancestry(model, each))
      .filter(id => !known.has(id))
      .reverse()
  },
  async commit(id) {
    await gate('commit')
    if (!model.commits.has(id)) throw unknownCommit(id)
    const { parents, subject, trailers } = commitOf(model, id)
    return {
      commit: id,
      parents,
      subject,
      message: `${subject}\n`,
      author: { name: 'Ada', email: 'ada@example.org' },
      committedAt: '2026-01-01T00:00:00.000Z',
      trailers: Object.fromEntries(
        Object.entries(trailers).map(([key, value]) => [key.toLowerCase(), value]),
      ),
      shallowBoundary: false,
    }
  },
  async contains(of, commit) {
    await gate('contains')
    if (!model.commits.has(commit)) throw unknownCommit(commit)
    return ancestry(model, of).includes(commit)
  },
  async branches(commit) {
    await gate('branches')
    return [...tips(model)].flatMap(([ref, tip]) =>
      ancestry(model, tip).includes(commit) ? [ref] : [],
    )
  },
  async diff(commit) {
    await gate('diff')
    return diffOf(model, commitOf(model, commit))
  },
  async file(commit, path) {
    await gate('file')
    const text = commitOf(model, commit).tree.get(path)
    return text === undefined ? undefined : { entry: entryOf(path, text), bytes: bytesOf(text) }
  },
  async blob(id) {
    await gate('blob')
    const text = texts.get(id)
    return text === undefined ? undefined : bytesOf(text)
  },
  async tree(commit) {
    await gate('tree')
    return [...commitOf(model, commit).tree].map(([path, text]) => entryOf(path, text))
  },
  async prefetch() {},
  async close() {},
})

/** A text's id, kept: the same few texts are asked for again and again. */
const blobs = new Map<string, string>()
const texts = new Map<string, string>()
export const blobOf = (text: string): string => {
  const known = blobs.get(text) ?? idOf(text)
  blobs.set(text, known)
  texts.set(known, text)
  return known
}

const entryOf = (path: string, text: string) => ({ path, mode: '100644', blob: blobOf(text) })

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Commits are named by what they hold, so a diff is worked out once in all schedules. */
const diffs = new WeakMap<ModelCommit, Diff>()
const diffOf = (model: Model, commit: ModelCommit): Diff => {
  const [parent] = commit.parents
  const before: Tree = parent === undefined ? new Map() : commitOf(model, parent).tree
  const diff = diffs.get(commit) ?? changes(before, commit.tree)
  diffs.set(commit, diff)
  return diff
}

const changes = (before: Tree, after: Tree): FileChange[] =>
  [...after].flatMap(([path, text]) => {
    const old = before.get(path)
    if (old === text) return []
    if (old === undefined) return [edited(path, [], text.split('\n'), { status: 'added' })]
    const [from, to] = [old.split('\n'), text.split('\n')]
    return [
      edited(
        path,
        from.filter(line => !to.includes(line)),
        to.filter(line => !from.includes(line)),
      ),
    ]
  })
