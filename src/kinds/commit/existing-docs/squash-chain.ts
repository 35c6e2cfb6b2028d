import type { FileSummary } from '../../../events/commit-parts.ts'
import type { FileChange } from '../../../ports/diff.ts'
import type { EventLog } from '../../../ports/log.ts'
import { byContent, changes } from '../../../projections/commit/changes.ts'
import { commitEvent, commitRun } from '../../../projections/commit/run.ts'
import type { CodeChange } from '../world.ts'

/** A longer chain is not worth the time. */
const longestWay = 100

/**
 * The runs whose commits, one after another, turned the old version of every file in a change into the new one;
 * undefined if some file has no such chain. This finds a branch's commits in the squash that merged it.
 */
export const explained = async (
  log: EventLog,
  { commit, code }: CodeChange,
): Promise<readonly string[] | undefined> => {
  const runs = new Set<string>()
  for (const file of code) {
    const way = await wayTo(log, file, commitRun(commit))
    if (!way) return undefined
    for (const run of way) runs.add(run)
  }
  return [...runs]
}

interface Place {
  readonly path: string
  readonly blob: string | undefined
}

const same = (a: Place, b: Place): boolean => a.path === b.path && a.blob === b.blob

/** Walks back from the new version of a file, step by step, to the old one. */
const wayTo = async (
  log: EventLog,
  change: FileChange,
  itself: string,
): Promise<readonly string[] | undefined> => {
  const begin = { path: change.from ?? change.path, blob: blobOf(change.oldBlob) }
  const way: string[] = []
  let place: Place = { path: change.path, blob: blobOf(change.newBlob) }
  while (way.length < longestWay) {
    const steps = (await stepsTo(log, place)).filter(
      ({ run }) => run !== itself && !way.includes(run),
    )
    // If several commits left the file like this, prefer the one that began where the change does.
    const step = steps.find(({ from }) => same(from, begin)) ?? steps.at(-1)
    if (!step) return undefined
    way.push(step.run)
    if (same(step.from, begin)) return way
    place = step.from
  }
  return undefined
}

/** Git writes zeros if there is no file. */
const blobOf = (id: string): string | undefined => (/[1-9a-f]/.test(id) ? id : undefined)

/** The runs whose commits left a file like this, and the version that each began with. */
const stepsTo = async (
  log: EventLog,
  { path, blob }: Place,
): Promise<readonly { readonly run: string; readonly from: Place }[]> => {
  const row = await log.row(changes, byContent(path, blob))
  const steps: { run: string; from: Place }[] = []
  for (const run of row?.runs ?? []) {
    const file = (await filesOf(log, run)).find(file => file.path === path && file.after === blob)
    if (file) steps.push({ run, from: { path: file.from ?? path, blob: file.before } })
  }
  return steps
}

const filesOf = async (log: EventLog, run: string): Promise<readonly FileSummary[]> =>
  (await log.read(run)).flatMap(recorded => {
    const event = commitEvent(recorded)
    if (event?.type !== 'commit.planned' && event?.type !== 'commit.skipped') return []
    return event.data.files ?? []
  })
