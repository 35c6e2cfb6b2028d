import {
  addCommit,
  code,
  codeText,
  commitOf,
  documents,
  headTree,
  type Model,
  moveBranch,
} from './model.ts'
import type { Random } from './random.ts'

/** What the person wrote into their working tree and has not taken back: each mark is a line of its own. */
export interface Person {
  readonly marks: Map<string, { readonly file: string; readonly heading: string }>
  /** Commits of the person's own that they took away again. */
  readonly dropped: Set<string>
  commits: number
  written: number
}

export const person = (): Person => ({
  marks: new Map(),
  dropped: new Set(),
  commits: 0,
  written: 0,
})

/** A deed of the person's, done at once; false where Git or the moment does not allow it. */
type PersonDeed = (model: Model, who: Person, random: Random) => boolean

/** Commits another name for a function; what is staged goes with it. */
export const commitCode: PersonDeed = (model, who, random) => {
  if (isHeld(model) || model.rebasing || model.detached) return false
  who.commits += 1
  const path = random.pick(code)
  const tree = new Map([...headTree(model), ...model.index])
  tree.set(path, codeText(path, who.commits))
  commit(model, `Rename in ${path} to ${who.commits}`, tree)
  return true
}

/** Commits the documents as the working tree has them. */
const commitDocuments: PersonDeed = (model, who) => {
  if (isHeld(model) || model.rebasing || model.detached || who.marks.size === 0) return false
  for (const file of documents) model.index.set(file, model.worktree.get(file) ?? '')
  who.commits += 1
  commit(model, `Write ${who.commits}`, new Map([...headTree(model), ...model.index]))
  return true
}

const commit = (model: Model, subject: string, tree: ReadonlyMap<string, string>): void => {
  const made = addCommit(model, { parents: [model.tip], subject, body: '', trailers: {}, tree })
  moveBranch(model, made.id)
  for (const file of model.leftBehind) {
    if (model.worktree.get(file) === tree.get(file)) model.leftBehind.delete(file)
  }
}

const headings: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['## Usage', '## Thanks'],
  'GUIDE.md': ['## Calls', '## Notes'],
}

/** Writes a line of their own into a section of a document, in the working tree. */
const write: PersonDeed = (model, who, random) => {
  const file = random.pick(documents)
  const heading = random.pick(headings[file] ?? [])
  const copy = model.worktree.get(file) ?? ''
  who.written += 1
  const mark = `Mine: ${who.written}.`
  model.worktree.set(file, copy.replace(`${heading}\n`, `${heading}\n\n${mark}\n`))
  who.marks.set(mark, { file, heading })
  return true
}

/** Takes back a line that is not committed, wherever it was. */
const takeBack: PersonDeed = (model, who, random) => {
  const head = headTree(model)
  const open = [...who.marks].filter(([mark, { file }]) => !head.get(file)?.includes(mark))
  if (open.length === 0 || isHeld(model)) return false
  const [mark, { file }] = random.pick(open)
  withoutMark(model, who, mark, file)
  return true
}

/**
 * Whoever wrote while the branch moved has the section as it was before, with their line: to take that back is to restore the
 * document, for without the line it would still differ from the branch.
 */
const withoutMark = (model: Model, who: Person, mark: string, file: string): void => {
  const copies = [model.index, model.worktree]
  who.marks.delete(mark)
  if (!model.leftBehind.delete(file)) {
    for (const each of copies) each.set(file, (each.get(file) ?? '').replace(`\n${mark}\n`, ''))
    return
  }
  const text = headTree(model).get(file) ?? ''
  for (const each of copies) each.set(file, text)
  for (const [other, { file: its }] of who.marks) {
    if (its === file && !text.includes(other)) who.marks.delete(other)
  }
}

/** Stages a document as the working tree has it. */
const stage: PersonDeed = (model, _, random) => {
  if (isHeld(model)) return false
  const file = random.pick(documents)
  model.index.set(file, model.worktree.get(file) ?? '')
  return true
}

/** Takes away the newest commit, whosever it is, and everything that is not committed. */
const reset: PersonDeed = (model, who) => {
  const [parent] = commitOf(model, model.tip).parents
  if (isHeld(model) || model.rebasing || model.detached || parent === undefined) return false
  who.dropped.add(model.tip)
  moveBranch(model, parent)
  checkout(model, who)
  return true
}

/** Gives the newest commit another message, as `git commit --amend` does. */
const amend: PersonDeed = (model, who) => {
  const { id, ...rest } = commitOf(model, model.tip)
  if (isHeld(model) || model.rebasing || model.detached || rest.parents.length === 0) return false
  who.dropped.add(id)
  moveBranch(model, addCommit(model, { ...rest, subject: `${rest.subject}!` }).id)
  return true
}

const checkout = (model: Model, who: Person): void => {
  const tree = headTree(model)
  for (const file of documents) {
    const text = tree.get(file) ?? ''
    model.index.set(file, text)
    model.worktree.set(file, text)
  }
  model.leftBehind.clear()
  for (const [mark, { file }] of who.marks) {
    if (!tree.get(file)?.includes(mark)) who.marks.delete(mark)
  }
}

const rebase: PersonDeed = model => {
  if (isHeld(model)) return false
  model.rebasing = !model.rebasing
  return true
}

const detach: PersonDeed = model => {
  if (isHeld(model)) return false
  model.detached = !model.detached
  return true
}

/** Git refuses whatever needs the index while its lock is there. */
export const isHeld = (model: Model): boolean => model.indexLock !== undefined

/** What a person does; the usual is more often. */
export const personDeeds: readonly PersonDeed[] = [
  commitCode,
  commitCode,
  commitCode,
  commitCode,
  commitCode,
  write,
  write,
  takeBack,
  stage,
  commitDocuments,
  reset,
  amend,
  rebase,
  detach,
]

/** The person comes to an end: no rebase, a branch, and no line of theirs in the way. */
export const tidyUp = (model: Model, who: Person): void => {
  model.rebasing = false
  model.detached = false
  // What nobody else clears, Git tells them to delete.
  model.indexLock = undefined
  const tree = headTree(model)
  for (const [mark, { file }] of who.marks) {
    if (!tree.get(file)?.includes(mark)) withoutMark(model, who, mark, file)
  }
}
