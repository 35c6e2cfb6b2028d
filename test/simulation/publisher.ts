import type {
  Basis,
  Blocker,
  DocumentEdit,
  PreparedCommit,
  Publication,
  Publisher,
} from '../../src/ports/publisher.ts'
import {
  addCommit,
  ancestry,
  branchOf,
  commitOf,
  headTree,
  type Model,
  type ModelJournal,
  moveBranch,
  type Tree,
} from './model.ts'
import { blobOf, bytesOf } from './repository.ts'

/**
 * The port Publisher over the model, with the promises and in the order of the one over Git: journal, index lock, a look
 * again, compare-and-swap, the person's copies. `owner` is whose index lock it is, if it must be found again.
 */
export const modelPublisher = (
  model: Model,
  gate: (label: string) => Promise<void>,
  owner: object,
): Publisher => ({
  async blocker(work) {
    await gate('blocker')
    return blockerOf(model, work?.basis)
  },
  async prepare(all, message, basis) {
    await gate('prepare')
    recover(model)
    const blocker = blockerOf(model, basis)
    if (blocker) return { state: 'waits', blocker }
    // Nobody here writes whole files.
    const edits = all.filter(edit => 'rewrite' in edit)
    const head = headTree(model)
    const after = new Map<string, string>()
    for (const { file, rewrite } of edits) {
      const text = rewritten(rewrite, head.get(file) ?? '')
      if (text === undefined) return { state: 'outdated', files: [file] }
      after.set(file, text)
    }
    const conflict = conflictOf(model, carrying(edits, head, after))
    if (conflict) return { state: 'waits', blocker: conflict }
    const documents = [...after].map(([file, text]) => ({
      file,
      before: blobOf(head.get(file) ?? ''),
      after: blobOf(text),
      sections: [],
    }))
    const parent = model.tip
    const { subject, body, trailers } = message
    const tree = new Map([...head, ...after])
    const { id } = addCommit(model, { parents: [parent], subject, body, trailers, tree })
    await gate('prepare made')
    return {
      state: 'prepared',
      commit: { id, parent, ref: model.branch, documents, files: [] },
    }
  },
  async publish(commit, edits = []) {
    await gate('publish')
    const killed = recover(model)
    if (isPublished(model, commit, killed === commit.id)) return { state: 'published' }
    // Collected: it is made anew.
    if (!model.commits.has(commit.id)) return { state: 'moved', found: model.tip }
    const journal = journalOf(model, commit, edits)
    const hindrance = hindranceOf(model, journal)
    if (hindrance) return hindrance
    await gate('publish surveyed')

    model.journal = journal
    await gate('publish journal written')

    if (model.indexLock !== undefined) {
      model.journal = undefined
      return { state: 'waits', blocker: locked }
    }
    model.indexLock = owner
    try {
      await gate('publish index locked')
      const again = hindranceOf(model, journal)
      if (!again) {
        moveBranch(model, commit.id)
        await gate('publish ref moved')
        updateIndexAndWorktree(model, journal)
        await gate('publish brought along')
      }
      model.journal = undefined
      if (again) return again
    } finally {
      if (model.indexLock === owner) model.indexLock = undefined
    }
    await gate('publish journal removed')
    return { state: 'published' }
  },
  async settle() {
    await gate('settle')
    recover(model)
  },
  async published() {
    throw new Error('Nobody here forgot what it prepared.')
  },
  async write() {
    throw new Error('Nobody here only writes.')
  },
  async close() {},
})

/** Why a prepared commit cannot be published now. */
const hindranceOf = (
  model: Model,
  { docCommit, parent, ref, after, rewrite }: ModelJournal,
): Exclude<Publication, { state: 'published' }> | undefined => {
  const blocker = blockerOf(model)
  if (blocker) return { state: 'waits', blocker }
  if (model.branch !== ref) return { state: 'waits', blocker: otherBranch }
  // Also where it was collected meanwhile: it is made anew.
  if (model.tip !== parent || !model.commits.has(docCommit))
    return { state: 'moved', found: model.tip }
  const conflict = conflictOf(model, { after, rewrite })
  return conflict && { state: 'waits', blocker: conflict }
}

const journalOf = (
  model: Model,
  { id: docCommit, parent, ref }: PreparedCommit,
  edits: readonly DocumentEdit[],
): ModelJournal => {
  const { tree } = commitOf(model, docCommit)
  const after = new Map(edits.map(({ file }) => [file, tree.get(file) ?? '']))
  return { docCommit, parent, ref, ...carrying(edits, commitOf(model, parent).tree, after) }
}

type Carrying = Pick<ModelJournal, 'after' | 'rewrite'>

/** How the doc commit's sections get into any copy of a document. */
const carrying = (
  edits: readonly DocumentEdit[],
  before: Tree,
  after: ReadonlyMap<string, string>,
): Carrying => ({
  after,
  rewrite(file, copy) {
    if (copy === before.get(file) || copy === after.get(file)) return after.get(file)
    const edit = edits.find(each => each.file === file)
    return edit && rewritten(edit.rewrite, copy)
  },
})

/** Finishes what a crash left after the branch moved, or forgets what it left before; whose publication that was. */
const recover = (model: Model): string | undefined => {
  const { journal } = model
  if (!journal) return undefined
  if (isPublished(model, { ...journal, id: journal.docCommit }, true))
    updateIndexAndWorktree(model, journal)
  model.indexLock = undefined
  model.journal = undefined
  return journal.docCommit
}

const isPublished = (
  model: Model,
  { id: docCommit, parent, ref }: Pick<PreparedCommit, 'id' | 'parent' | 'ref'>,
  killed: boolean,
): boolean => {
  const branch = branchOf(model, ref)
  if (!branch) return false
  if (ancestry(model, branch.tip).includes(docCommit)) return true
  if (branch.tip === parent && !killed) return false
  return branch.reflog.includes(docCommit)
}

/** Puts the new sections into the person's copies of what HEAD still has so, wherever those sections are not their own. */
const updateIndexAndWorktree = (model: Model, { after, rewrite }: ModelJournal): void => {
  const head = headTree(model)
  for (const copies of [model.index, model.worktree]) {
    for (const [file, text] of after) {
      if (head.get(file) !== text) continue
      const next = rewrite(file, copies.get(file) ?? '')
      if (next !== undefined) copies.set(file, next)
      else if (!isThere(text, copies.get(file) ?? '')) model.leftBehind.add(file)
    }
  }
}

/** Whether a copy is a text already, but for lines of the person's. */
const isThere = (text: string, copy: string): boolean => withoutLines(copy) === withoutLines(text)
const withoutLines = (text: string): string => text.replace(/\nMine: \d+\.\n/g, '')

const rewritten = (rewrite: DocumentEdit['rewrite'], copy: string): string | undefined => {
  const result = rewrite(bytesOf(copy))
  return result && new TextDecoder().decode(result.bytes)
}

const blockerOf = (model: Model, basis?: Basis): Blocker | undefined => {
  if (model.rebasing) return blocker('rebase')
  if (model.detached) return blocker('detached-head')
  if (!basis || basis.refs?.includes(model.branch)) return undefined
  return ancestry(model, model.tip).includes(basis.commit) ? undefined : otherBranch
}

/** The person's own edits of the very sections. */
const conflictOf = (model: Model, { after, rewrite }: Carrying): Blocker | undefined => {
  for (const [reason, copies] of [
    ['section-staged', model.index],
    ['section-edited', model.worktree],
  ] as const) {
    const files = [...after.keys()].filter(
      file => rewrite(file, copies.get(file) ?? '') === undefined,
    )
    if (files.length > 0) return { ...blocker(reason), files }
  }
  return undefined
}

const blocker = (reason: Blocker['reason']): Blocker => ({
  reason,
  detail: `It waits: ${reason}.`,
  files: [],
})

const locked = blocker('index-locked')
const otherBranch = blocker('other-branch')
