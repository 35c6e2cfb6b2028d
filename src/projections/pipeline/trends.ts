import { topOf } from '../../engine/fold.ts'
import { millisecondsBetween } from '../../events/times.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import type { RowProjection } from '../../ports/projection.ts'
import { type StatusRow, status } from '../status.ts'

/** What is kept of the runs of one pipeline, to tell what is usual. Times are in milliseconds. */
export interface TrendRow {
  /** When the gates of runs under way began, and which of them were over before, by the run's name. */
  readonly open: Readonly<Record<string, { readonly at: string; readonly over: readonly string[] }>>
  /** The last runs, oldest first: their end (ISO 8601), how long their gates took if they came to that, and whether they passed. */
  readonly runs: readonly (readonly [at: string, took: number | null, passed: boolean])[]
  readonly gates: Readonly<Record<string, GateRow>>
  /** What came of gates on the last trees. */
  readonly trees: readonly TreeRow[]
}

/** What is kept of one gate; `times` are the last ones. */
export interface GateRow {
  readonly runs: number
  readonly failed: number
  /** On how many trees it both passed and failed, or said itself that it does now this and now that. */
  readonly flaky: number
  readonly times: readonly number[]
}

interface TreeRow {
  /** The tree, and what was configured. */
  readonly of: string
  readonly passed: readonly string[]
  readonly failed: readonly string[]
  readonly flaky: readonly string[]
}

/** The end of a run, whoever tells of it. */
export interface EndedRun {
  readonly at: string
  readonly took: number | null
  readonly passed: boolean
  /** What the gates looked at; undefined before they were planned. */
  readonly tree?: string | undefined
  readonly gates: readonly {
    readonly name: string
    readonly passed: boolean
    readonly flaky?: boolean | undefined
    readonly took?: number | undefined
  }[]
}

/** How much is kept. */
const most = { runs: 1_000, gates: 100, times: 100, trees: 50, open: 100 } as const

export const noTrend: TrendRow = { open: {}, runs: [], gates: {}, trees: [] }

/** What is kept after one more run has ended. */
export const withEnd = (row: TrendRow, ended: EndedRun): TrendRow => {
  const before = row.trees.find(({ of }) => of === ended.tree)
  const outcomes = ended.tree === undefined ? undefined : withOutcomes(before, ended)
  const gates: Record<string, GateRow> = { ...row.gates }
  for (const { name, passed, took } of ended.gates) {
    const known = gates[name]
    if (!known && Object.keys(gates).length >= most.gates) continue
    const { runs, failed, flaky, times } = known ?? { runs: 0, failed: 0, flaky: 0, times: [] }
    const isNewlyFlaky = outcomes?.flaky.includes(name) && !before?.flaky.includes(name)
    gates[name] = {
      runs: runs + 1,
      failed: failed + Number(!passed),
      flaky: flaky + Number(isNewlyFlaky ?? false),
      times: took === undefined ? times : [...times, took].slice(-most.times),
    }
  }
  const { at, took, passed } = ended
  const trees = outcomes
    ? [...row.trees.filter(each => each !== before), outcomes].slice(-most.trees)
    : row.trees
  const run = [at, took, passed] as const
  return { ...row, runs: [...row.runs, run].slice(-most.runs), gates, trees }
}

const withOutcomes = (before: TreeRow | undefined, { tree = '', gates }: EndedRun): TreeRow => {
  const names = (known: readonly string[] = [], more: readonly { readonly name: string }[]) => [
    ...new Set([...known, ...more.map(({ name }) => name)]),
  ]
  const passed = names(
    before?.passed,
    gates.filter(gate => gate.passed),
  )
  const failed = names(
    before?.failed,
    gates.filter(gate => !gate.passed),
  )
  const said = names(
    before?.flaky,
    gates.filter(gate => gate.flaky),
  )
  const both = passed.filter(name => failed.includes(name))
  return { of: tree, passed, failed, flaky: [...new Set([...said, ...both])] }
}

/** Each pipeline that ever ran, by its name: what tells how its runs go. */
export const pipelineTrends: RowProjection<TrendRow, StatusRow> = {
  name: 'pipeline-trends',
  version: 1,
  of: status,
  key: ({ before, after }) => {
    if (after?.kind !== 'pipeline') return undefined
    const top = topOf(after.state)
    const isNews = (before && topOf(before.state)) !== top
    return isNews && ['applying', 'success', 'failed'].includes(top)
      ? contextOf(after).request.pipeline
      : undefined
  },
  apply: (row = noTrend, { after }, { at }) => {
    if (!after) return row
    const { steps, inputs } = contextOf(after)
    if (topOf(after.state) === 'applying') {
      const over = steps.flatMap(({ id, state }) => (isOver(state) ? [id] : []))
      const kept = Object.entries(row.open).slice(1 - most.open)
      return { ...row, open: { ...Object.fromEntries(kept), [after.run]: { at, over } } }
    }
    const { [after.run]: begun, ...open } = row.open
    const [, tree = '', configuration = ''] = inputs.split(' ')
    return withEnd(
      { ...row, open },
      {
        at,
        took: begun ? Math.max(0, millisecondsBetween(begun.at, at)) : null,
        passed: topOf(after.state) === 'success',
        ...(tree !== '' && { tree: `${tree.slice(0, 12)} ${configuration.slice(0, 8)}` }),
        gates: steps.flatMap(({ id: name, state, evidence }) =>
          isOver(state) && state !== 'skipped' && !begun?.over.includes(name)
            ? [
                {
                  name,
                  passed: state === 'done',
                  flaky: Number(evidence?.facts?.flaky ?? 0) > 0,
                  took: evidence?.milliseconds,
                },
              ]
            : [],
        ),
      },
    )
  },
}

const contextOf = ({ context }: StatusRow) =>
  context as SteppedRun & { readonly request: { readonly pipeline?: string } }

const isOver = (state: string): boolean => ['done', 'failed', 'skipped'].includes(state)
