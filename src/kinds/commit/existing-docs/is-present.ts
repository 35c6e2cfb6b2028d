import { candidates } from '../../../documentation/address.ts'
import { hash } from '../../../documentation/hash.ts'
import { isGitDocError } from '../../../errors/error.ts'
import type { CommitRun, TargetState } from '../../../machines/commit-run.ts'
import type { EventLog } from '../../../ports/log.ts'
import { byDocumented, changes } from '../../../projections/commit/changes.ts'
import { commitEvent, commitOf } from '../../../projections/commit/run.ts'
import type { StatusRow } from '../../../projections/status.ts'
import { isHere } from '../reachable.ts'
import type { CodeChange, World } from '../world.ts'

type Row = StatusRow<CommitRun>

/** Whether the documentation of some runs is in the history or the documents of a change. */
export type DocumentsHere = (rows: readonly Row[]) => Promise<boolean>

/**
 * Looks for the documentation of runs. Either HEAD's history contains their doc commits, by id or, after a rewrite, by
 * trailer; or the sections, in HEAD or in the commit itself, have a text that one of the runs' doc commits wrote.
 */
export const documentsHere = (
  log: EventLog,
  { repository, document }: Pick<World, 'repository' | 'document'>,
  { commit, head }: CodeChange,
): DocumentsHere => {
  const isInHead = async (docCommit: string): Promise<boolean> =>
    (await isHere(repository, docCommit)) && (await repository.contains(head, docCommit))

  const hasDocCommits = async ({ run, context: { targets } }: Row): Promise<boolean> => {
    const made = new Set(targets.flatMap(({ docCommit }) => docCommit ?? []))
    const named = await log.row(changes, byDocumented(run))
    const all = new Set([...made, ...(named?.runs ?? []).map(commitOf)])
    let found = 0
    for (const docCommit of all) {
      if (await isInHead(docCommit)) found += 1
      if (found >= made.size) return true
    }
    return false
  }

  const textsOf = async (revision: string, target: TargetState): Promise<readonly string[]> => {
    const found = await document(revision, target.file).catch(unlessUnreadable)
    if (!found) return []
    return candidates(found.sections, target.section).map(({ start, end, ownEnd }) =>
      hash(found.text.slice(start, target.scope === 'whole' ? end : ownEnd)),
    )
  }

  return async rows => {
    const missing: Row[] = []
    for (const row of rows) if (!(await hasDocCommits(row))) missing.push(row)
    if (missing.length === 0) return true
    const written = await writtenBy(log, rows)
    for (const target of missing.flatMap(({ context }) => context.targets)) {
      if (target.state !== 'done') continue
      const texts = [...(await textsOf(head, target)), ...(await textsOf(commit, target))]
      if (!texts.some(text => written.get(placeOf(target))?.has(text))) return false
    }
    return true
  }
}

const placeOf = ({ file, section }: { file: string; section: string }): string =>
  `${file}#${section}`

/** The texts that the runs' doc commits gave each section, as hashes. */
const writtenBy = async (
  log: EventLog,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const written = new Map<string, Set<string>>()
  for (const { run } of rows) {
    for (const recorded of await log.read(run)) {
      const event = commitEvent(recorded)
      if (event?.type !== 'commit.prepared') continue
      for (const { file, sections } of event.data.documents) {
        for (const { section, after } of sections) {
          const place = placeOf({ file, section })
          written.set(place, (written.get(place) ?? new Set()).add(after.sha256))
        }
      }
    }
  }
  return written
}

/** A document that cannot be read contains no run's documentation. */
const unlessUnreadable = (error: unknown): undefined => {
  if (!isGitDocError(error)) throw error
}
