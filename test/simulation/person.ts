import {
  addCommit,
  ancestry,
  branchOf,
  code,
  codeText,
  commitOf,
  documents,
  headTree,
  type Model,
  moveBranch,
  switchTo,
  tips,
} from './model.ts'
import type { Random } from './random.ts'

/** What the person wrote into their working tree and has not taken back: each mark is a line of its own. */
export interface Person {
  readonly marks: Map<string, { readonly file: string; readonly heading: string }>
  /** The same for what `git stash` put away. */
  readonly stash: Map<string, { readonly file: string; readonly heading: string }>
  /** Commits of the person's own that they took away again. */
  readonly dropped: Set<string>
  commits: number
  written: number
}

export const person = (): Person => ({
  marks: new Map(),
  stash: new Map(),
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
  who.written += 1
  put(model, who, `Mine: ${who.written}.`, { file, heading })
  return true
}

const put = (
  model: Model,
  who: Person,
  mark: string,
  place: { readonly file: string; readonly heading: string },
): void => {
  const { file, heading } = place
  const copy = model.worktree.get(file) ?? ''
  model.worktree.set(file, copy.replace(`${heading}\n`, `${heading}\n\n${mark}\n`))
  who.marks.set(mark, place)
}

/** Puts away what is not committed, as `git stash` does. */
const stash: PersonDeed = (model, who) => {
  if (isHeld(model) || model.rebasing || !isDirty(model)) return false
  const head = headTree(model)
  for (const [mark, place] of who.marks)
    if (!head.get(place.file)?.includes(mark)) who.stash.set(mark, place)
  checkout(model, who)
  return true
}

/** Brings back what was put away. */
const popStash: PersonDeed = (model, who) => {
  if (isHeld(model) || model.rebasing || isDirty(model) || who.stash.size === 0) return false
  for (const [mark, place] of who.stash) put(model, who, mark, place)
  who.stash.clear()
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

/** Checks out another branch, where nothing uncommitted is in the way. */
const switchBranch: PersonDeed = (model, who, random) => {
  if (isHeld(model) || model.rebasing || model.detached || isDirty(model)) return false
  switchTo(model, random.pick([...model.others.keys()]))
  checkout(model, who)
  return true
}

/** Makes a new branch at the commit before the one that is checked out, and switches to it. */
const branchOff: PersonDeed = (model, who) => {
  const [parent] = commitOf(model, model.tip).parents
  const cannot = isHeld(model) || model.rebasing || model.detached || isDirty(model)
  if (cannot || parent === undefined) return false
  const ref = `refs/heads/topic-${model.others.size}`
  if (branchOf(model, ref)) return false
  model.others.set(ref, { tip: parent, reflog: [parent] })
  switchTo(model, ref)
  checkout(model, who)
  return true
}

/** Goes on in another worktree: another branch is checked out here, and the old one gets a commit there. */
const moveToWorktree: PersonDeed = (model, who, random) => {
  const { branch } = model
  if (!switchBranch(model, who, random)) return false
  const { tip, reflog } = branchOf(model, branch) ?? model
  who.commits += 1
  const path = random.pick(code)
  const tree = new Map([...commitOf(model, tip).tree, [path, codeText(path, who.commits)]])
  const subject = `Rename in ${path} to ${who.commits}`
  const { id } = addCommit(model, { parents: [tip], subject, body: '', trailers: {}, tree })
  model.others.set(branch, { tip: id, reflog: [...reflog, id] })
  return true
}

/** Deletes a branch that is not checked out and makes it again where HEAD is, as `git branch --force` does. */
const recreate: PersonDeed = (model, who, random) => {
  const ref = random.pick([...model.others.keys()])
  const { tip } = model.others.get(ref) ?? model
  const kept = new Set(
    [...tips(model)].flatMap(([of, at]) => (of === ref ? [] : ancestry(model, at))),
  )
  for (const id of ancestry(model, tip)) if (!kept.has(id)) who.dropped.add(id)
  model.others.set(ref, { tip: model.tip, reflog: [model.tip] })
  return true
}

/** Removes every object that no branch and no reflog names, as `git gc --prune=now` does. */
const collect: PersonDeed = model => {
  const kept = new Set<string>()
  for (const { tip, reflog } of [model, ...model.others.values()])
    for (const id of [tip, ...reflog]) for (const each of ancestry(model, id)) kept.add(each)
  for (const id of model.commits.keys()) if (!kept.has(id)) model.commits.delete(id)
  return true
}

const isDirty = (model: Model): boolean => {
  const tree = headTree(model)
  return documents.some(file =>
    [model.index, model.worktree].some(copies => copies.get(file) !== tree.get(file)),
  )
}

export const checkout = (model: Model, who: Person): void => {
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

/** What moves HEAD or a branch, or takes objects away, by its name. */
export const branchDeeds: Readonly<Record<string, PersonDeed>> = {
  switch: switchBranch,
  'branch off': branchOff,
  reset,
  amend,
  rebase,
  'delete and make again': recreate,
  detach,
  collect,
  stash,
  'stash pop': popStash,
  'move to another worktree': moveToWorktree,
}

/** What the person did before the update began. */
export const preparations: Readonly<Record<string, readonly PersonDeed[]>> = {
  stash: [write],
  'stash pop': [write, stash],
}

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
  switchBranch,
  switchBranch,
  branchOff,
  recreate,
  collect,
  stash,
  popStash,
  moveToWorktree,
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
