import type { FileChange } from '../documentation/diff.ts'
import type { CommitEvent } from '../events/commit.ts'
import type { FileSummary } from '../events/commit-parts.ts'
import type { EventLog } from '../ports/log.ts'
import type { CodeChange } from '../ports/world.ts'
import { byContent, changes } from '../projections/changes.ts'

/** Longer ways than this lead nowhere that is worth the time. */
const longestWay = 100

/**
 * The runs whose commits, one after the other, took every file of a change from what it was to what it became; undefined
 * if that cannot be said of all of them. So the commits of a branch are found in the squash that merged it.
 */
export const explained = async (
  log: EventLog,
  { commit, code }: CodeChange,
): Promise<readonly string[] | undefined> => {
  const runs = new Set<string>()
  for (const file of code) {
    const way = await wayTo(log, file, `commit/${commit}`)
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

/** Goes back from what the file became, step by step, to what it was. */
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
    // Of several commits that left the file like this, the one that began where the change does is nearest.
    const step = steps.find(({ from }) => same(from, begin)) ?? steps.at(-1)
    if (!step) return undefined
    way.push(step.run)
    if (same(step.from, begin)) return way
    place = step.from
  }
  return undefined
}

/** Git writes zeros where there is no file. */
const blobOf = (id: string): string | undefined => (/[1-9a-f]/.test(id) ? id : undefined)

/** Which runs' commits left a file like this, and what each made it from. */
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
  (await log.read(run)).flatMap(({ event }) => {
    const known = event as CommitEvent
    if (known.type !== 'commit.planned' && known.type !== 'commit.skipped') return []
    return known.data.files ?? []
  })
