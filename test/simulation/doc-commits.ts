import type {
  DocCommit,
  DocCommits,
  DocumentEdit,
  Obstacle,
  Publication,
} from '../../src/ports/doc-commits.ts'
import {
  addCommit,
  ancestry,
  commitOf,
  headTree,
  type Model,
  type ModelJournal,
  moveBranch,
  type Tree,
} from './model.ts'
import { blobOf, bytesOf } from './repository.ts'

/**
 * The port DocCommits over the model, with the promises and in the order of the one over Git: journal, index lock, a look
 * again, compare-and-swap, the person's copies. `owner` is whose index lock it is, if it must be found again.
 */
export const modelDocCommits = (
  model: Model,
  gate: (label: string) => Promise<void>,
  owner: object,
): DocCommits => ({
  async obstacle() {
    await gate('obstacle')
    return obstacleOf(model)
  },
  async prepare(edits, message) {
    await gate('prepare')
    recover(model)
    const obstacle = obstacleOf(model)
    if (obstacle) return { state: 'waits', obstacle }
    const head = headTree(model)
    const after = new Map<string, string>()
    for (const { file, rewrite } of edits) {
      const text = rewritten(rewrite, head.get(file) ?? '')
      if (text === undefined) return { state: 'outdated', files: [file] }
      after.set(file, text)
    }
    const conflict = conflictOf(model, carrying(edits, head, after))
    if (conflict) return { state: 'waits', obstacle: conflict }
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
      commit: { docCommit: id, parent, ref: model.branch, documents },
    }
  },
  async publish(commit, edits) {
    await gate('publish')
    const killed = recover(model)
    if (isPublished(model, commit, killed === commit.docCommit)) return { state: 'published' }
    const journal = journalOf(model, commit, edits)
    const hindrance = hindranceOf(model, journal)
    if (hindrance) return hindrance
    await gate('publish surveyed')

    model.journal = journal
    await gate('publish journal written')

    if (model.indexLock !== undefined) {
      model.journal = undefined
      return { state: 'waits', obstacle: locked }
    }
    model.indexLock = owner
    try {
      await gate('publish index locked')
      const again = hindranceOf(model, journal)
      if (!again) {
        moveBranch(model, commit.docCommit)
        await gate('publish ref moved')
        bringAlong(model, journal)
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
  async write() {
    throw new Error('Nobody here only writes.')
  },
})

/** Why a prepared commit cannot be published now. */
const hindranceOf = (
  model: Model,
  { parent, after, rewrite }: ModelJournal,
): Exclude<Publication, { state: 'published' }> | undefined => {
  const obstacle = obstacleOf(model)
  if (obstacle) return { state: 'waits', obstacle }
  if (model.tip !== parent) return { state: 'moved', found: model.tip }
  const conflict = conflictOf(model, { after, rewrite })
  return conflict && { state: 'waits', obstacle: conflict }
}

const journalOf = (
  model: Model,
  { docCommit, parent }: DocCommit,
  edits: readonly DocumentEdit[],
): ModelJournal => {
  const { tree } = commitOf(model, docCommit)
  const after = new Map(edits.map(({ file }) => [file, tree.get(file) ?? '']))
  return { docCommit, parent, ...carrying(edits, commitOf(model, parent).tree, after) }
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
  if (isPublished(model, journal, true)) bringAlong(model, journal)
  model.indexLock = undefined
  model.journal = undefined
  return journal.docCommit
}

const isPublished = (
  model: Model,
  { docCommit, parent }: Pick<DocCommit, 'docCommit' | 'parent'>,
  killed: boolean,
): boolean => {
  if (ancestry(model, model.tip).includes(docCommit)) return true
  if (model.tip === parent && !killed) return false
  return model.reflog.includes(docCommit)
}

/** Puts the new sections into the person's copies of what HEAD still has so, wherever those sections are not their own. */
const bringAlong = (model: Model, { after, rewrite }: ModelJournal): void => {
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

const obstacleOf = (model: Model): Obstacle | undefined => {
  if (model.rebasing) return obstacle('rebase')
  if (model.detached) return obstacle('detached-head')
  return undefined
}

/** The person's own edits of the very sections. */
const conflictOf = (model: Model, { after, rewrite }: Carrying): Obstacle | undefined => {
  for (const [reason, copies] of [
    ['section-staged', model.index],
    ['section-edited', model.worktree],
  ] as const) {
    const files = [...after.keys()].filter(
      file => rewrite(file, copies.get(file) ?? '') === undefined,
    )
    if (files.length > 0) return { ...obstacle(reason), files }
  }
  return undefined
}

const obstacle = (reason: Obstacle['reason']): Obstacle => ({
  reason,
  detail: `It waits: ${reason}.`,
  files: [],
})

const locked = obstacle('index-locked')
