import { replay } from '../../src/commands/replay.ts'
import type { Recorded } from '../../src/events/recorded.ts'
import { kinds } from '../../src/kinds.ts'
import type { CommitRun } from '../../src/machines/commit-run.ts'
import { type StatusRow, status } from '../../src/projections/status.ts'
import {
  ancestry,
  commitOf,
  documents,
  headTree,
  type Model,
  type ModelCommit,
  releaseLine,
  tips,
} from './model.ts'
import type { Person } from './person.ts'
import type { Shared } from './process.ts'

/** What must be so whatever happened, by name (docs/reliability.md). */
export class Violation extends Error {
  readonly invariant: string

  constructor(invariant: string, what: string) {
    super(`${invariant}: ${what}`)
    this.name = 'Violation'
    this.invariant = invariant
  }
}

const assertThat = (invariant: string, holds: boolean, what: () => string): void => {
  if (!holds) throw new Violation(invariant, what())
}

/** What must be so after every single step: it costs little to look. */
export const assertStep = (model: Model, who: Person): void => {
  assertDocumentedOnce(model)
  for (const [mark, { file }] of who.marks) {
    assertThat(
      'what the person wrote stays',
      Boolean(model.worktree.get(file)?.includes(mark)),
      () => `"${mark}" is no longer in ${file}`,
    )
  }
  if (model.leftBehind.size > 0) assertLeftBehind(model, who)
}

/** Tips below which everything was found in order: what a commit stands on never changes. */
const inOrder = new WeakSet<ModelCommit>()

/**
 * A retry after a partial failure makes a second doc commit for the sections that failed, never for the same section. A doc
 * commit stands on the commit it follows: no branch is documented for what it does not have.
 */
const assertDocumentedOnce = (model: Model): void => {
  for (const id of tips(model).values()) {
    const tip = commitOf(model, id)
    if (inOrder.has(tip)) continue
    const followed = new Set<string>()
    for (const { id: docCommit, follows, sections } of docCommitsBelow(model, id)) {
      assertThat(
        'a doc commit is on the branch that has its commit',
        ancestry(model, docCommit).includes(follows),
        () => `${docCommit} follows ${follows}, which is not below it`,
      )
      for (const section of sections) {
        const deed = `${follows} in ${section}`
        assertThat(
          'one doc commit per commit',
          !followed.has(deed),
          () => `${docCommit} follows ${deed} again`,
        )
        followed.add(deed)
      }
    }
    inOrder.add(tip)
  }
}

/** A document is left as it is for a line of the person's own in the section, and for nothing else. */
const assertLeftBehind = ({ leftBehind, worktree }: Model, { marks }: Person): void => {
  for (const file of leftBehind) {
    const copy = worktree.get(file) ?? ''
    const theirs = [...marks].some(
      ([mark, its]) => its.file === file && /Usage|Calls/.test(its.heading) && copy.includes(mark),
    )
    assertThat(
      'index and working tree follow the branch',
      theirs,
      () => `${file} was left behind, and nothing in it is the person's:\n${copy}`,
    )
  }
}

/** The doc commits of all branches with the commits they follow. */
export const docCommitsOf = (model: Model) => {
  const found = [...tips(model).values()].flatMap(tip => docCommitsBelow(model, tip))
  return [...new Map(found.map(each => [each.id, each])).values()]
}

/** The same of one branch, newest first. */
const docCommitsBelow = (model: Model, tip: string) =>
  ancestry(model, tip).flatMap(id => {
    const { trailers, body } = commitOf(model, id)
    const follows = trailers['Git-Doc-Commit']
    return follows === undefined ? [] : [{ id, follows, sections: body.split('\n') }]
  })

/** Where the run of a commit is; of another run nothing but its name and state is looked at. */
type Row = StatusRow<CommitRun>

/** What must be so once the faults have stopped and everything was brought to its end. */
export const assertEnd = async (shared: Shared, who: Person, unlucky: number): Promise<void> => {
  const events: Recorded[] = []
  for await (const recorded of shared.log.all()) events.push(recorded)
  assertLog(events, shared)
  const { views: compared, runs } = await replay(shared.log, kinds, {})
  for (const { view, differences } of compared) {
    assertThat('views are a fresh fold', differences.length === 0, () => `${view}: ${differences}`)
  }
  const rows = new Map<string, Row>()
  for await (const [run, row] of shared.log.rows(status)) rows.set(run, row as Row)
  for (const { run, is } of runs) {
    assertThat('views are a fresh fold', rows.get(run)?.state === is, () => `${run} is ${is}`)
  }
  assertRuns(events, rows, shared.model, who)
  assertPaidOnce(events, shared, unlucky)
  assertCopies(shared.model, who)
  assertNothingLeft(shared.model)
}

/** An undisturbed update clears what one that was killed left. */
export const assertNothingLeft = ({ journal, indexLock }: Model): void => {
  assertThat('nothing is left lying about', indexLock === undefined, () => 'index.lock is there')
  assertThat('nothing is left lying about', journal === undefined, () => 'the journal is there')
}

const assertLog = (events: readonly Recorded[], { acknowledged }: Shared): void => {
  const versions = new Map<string, number>()
  const ids = new Set<string>()
  for (const [at, { position, run, version, id }] of events.entries()) {
    assertThat('positions have no gaps', position === at + 1, () => `${position} is at ${at + 1}`)
    const expected = (versions.get(run) ?? 0) + 1
    assertThat('versions have no gaps', version === expected, () => `${run} has ${version}`)
    versions.set(run, version)
    assertThat('an id is one event', id === undefined || !ids.has(id), () => `${id} is there twice`)
    if (id !== undefined) ids.add(id)
  }
  for (const recorded of acknowledged) {
    const found = events[recorded.position - 1]
    assertThat(
      'what was acknowledged is in the log',
      JSON.stringify(found) === JSON.stringify(recorded),
      () => `position ${recorded.position} is ${JSON.stringify(found)}`,
    )
  }
}

/** `rows` were seen to be what folding each run afresh gives. */
const assertRuns = (
  events: readonly Recorded[],
  rows: ReadonlyMap<string, Row>,
  model: Model,
  who: Person,
): void => {
  const runs = new Map<string, Recorded[]>()
  for (const each of events) {
    const past = runs.get(each.run)
    if (past) past.push(each)
    else runs.set(each.run, [each])
  }
  const onBranch = new Set([...tips(model).values()].flatMap(tip => ancestry(model, tip)))
  for (const id of onBranch) {
    // The first one may have been left alone by a baseline.
    if (commitOf(model, id).parents.length === 0) continue
    assertThat('every commit has a run', runs.has(`commit/${id}`), () => `${id} has none`)
  }
  const found = docCommitsOf(model)
  for (const [run, past] of runs) {
    if (!run.startsWith('commit/')) continue
    const row = rows.get(run) as Row
    if (onBranch.has(row.context.commit)) {
      assertAtRest(row)
      assertOwnDocuments(run, past, commitOf(model, row.context.commit))
    }
    assertOneOutcome(run, past)
    assertFollowed(row, model, who, found)
  }
}

const assertAtRest = ({ run, state, context }: Row): void =>
  assertThat(
    'every run comes to its end',
    /^(success|skipped|reverted)$/.test(state),
    () => `${run} is ${state}: ${JSON.stringify(context.reason)}`,
  )

/**
 * Sections are chosen and drafted in the documents of a branch that has the commit. `release` has another text in one section and
 * one section more, so an answer and a plan show whose documents they were made for.
 */
const assertOwnDocuments = (
  run: string,
  past: readonly Recorded[],
  { tree, parents }: ModelCommit,
): void => {
  // The first commit is on every branch.
  if (parents.length === 0) return
  const isRelease = Boolean(tree.get('README.md')?.includes(releaseLine))
  for (const { event } of past) {
    const other =
      event.type === 'commit.planned'
        ? planIsForRelease(event.data) === !isRelease
        : event.type === 'target.drafted' &&
          /^## Usage/.test(String(event.data.text)) &&
          String(event.data.text).includes(releaseLine) !== isRelease
    assertThat(
      'a run reads documents of a branch that has its commit',
      !other,
      () => `${run}: ${event.type} ${JSON.stringify(event.data)}`,
    )
  }
}

/** Undefined for a commit that changes no code the additional section follows. */
const planIsForRelease = (data: Recorded['event']['data']): boolean | undefined => {
  const { files, targets } = data as {
    readonly files: readonly { readonly path: string }[]
    readonly targets: readonly { readonly strategy: string }[]
  }
  if (!files.some(({ path }) => path === 'src/send.ts')) return undefined
  return targets.some(({ strategy }) => strategy === 'comment')
}

/** Every intent has one outcome at most, and none comes without its intent. */
const assertOneOutcome = (run: string, past: readonly Recorded[]): void => {
  let intent: unknown
  for (const { event } of past) {
    if (event.type === 'commit.prepared') intent = event.data.docCommit
    if (event.type !== 'commit.published') continue
    assertThat(
      'an effect has one outcome',
      event.data.docCommit === intent,
      () => `${run} published ${event.data.docCommit} after ${intent} was prepared`,
    )
    intent = undefined
  }
}

/** A run that says its doc commit is published has it on the branch, and a doc commit on the branch has a run that says so. */
const assertFollowed = (
  { run, state, context: { docCommit, commit } }: Row,
  model: Model,
  { dropped }: Person,
  found: readonly { readonly id: string; readonly follows: string }[],
): void => {
  const mine = found.find(({ follows }) => follows === commit)
  assertThat(
    'the log knows every doc commit',
    mine === undefined || docCommit !== undefined,
    () => `${mine?.id} follows ${commit}, but ${run} is ${state} without it`,
  )
  assertThat(
    'what is published is on the branch',
    docCommit === undefined || mine !== undefined || wasTakenAway(model, docCommit, dropped),
    () => `${docCommit} of ${run} is nowhere`,
  )
}

/** The person took it, or a commit below it, off the branch. */
const wasTakenAway = (model: Model, id: string, dropped: ReadonlySet<string>): boolean =>
  [model, ...model.others.values()].some(({ reflog }) => reflog.includes(id)) &&
  (dropped.has(id) || ancestry(model, id).some(each => dropped.has(each)))

/** An answer that is on record is never paid for again; one that is not may have been lost on its way. */
const assertPaidOnce = (events: readonly Recorded[], { asked }: Shared, unlucky: number): void => {
  const paid = new Set<unknown>()
  for (const { event } of events) {
    const { key, cached } = event.data
    if (key === undefined || cached) continue
    assertThat('paid once', !paid.has(key), () => `${event.type} with ${key} a second time`)
    paid.add(key)
  }
  for (const [question, times] of asked) {
    assertThat(
      'paid once',
      times <= 1 + unlucky,
      () => `${question} was asked ${times} times with ${unlucky} mishaps`,
    )
  }
}

/** But for lines of the person's own, index and working tree are as the branch has it. */
const assertCopies = (model: Model, { marks }: Person): void => {
  const head = headTree(model)
  const without = (text: string): string =>
    [...marks.keys()].reduce((rest, mark) => rest.replaceAll(`\n${mark}\n`, ''), text)
  for (const file of documents) {
    for (const [name, copies] of [
      ['index', model.index],
      ['working tree', model.worktree],
    ] as const) {
      const copy = copies.get(file) ?? ''
      assertThat(
        'index and working tree follow the branch',
        without(copy) === without(head.get(file) ?? ''),
        () => `${file} in the ${name} is\n${copy}\nand on the branch\n${head.get(file)}`,
      )
    }
  }
}
