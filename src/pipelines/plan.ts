import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { PlannedStep } from '../events/steps.ts'
import type { Gate, PipelineSettings } from '../ports/pipeline-settings.ts'

/** Gates in an order in which each comes after what it needs, and otherwise as they are written. */
export const inOrder = (gates: readonly Gate[]): readonly Gate[] => {
  const ordered: Gate[] = []
  const names = new Set<string>()
  let left = gates
  while (left.length > 0) {
    const next = left.find(({ needs }) => needs.every(need => names.has(need)))
    if (!next) throw new Error('Gates need each other.')
    ordered.push(next)
    names.add(next.name)
    left = left.filter(gate => gate !== next)
  }
  return ordered
}

/** Some gates of a pipeline and all that they need, by their names; every gate, if none is named. */
export const wantedGates = (
  gates: readonly Gate[],
  names: readonly string[] | undefined,
): readonly Gate[] => {
  if (!names) return inOrder(gates)
  const wanted = new Set(names)
  const ordered = inOrder(gates)
  for (const { name, needs } of ordered.toReversed())
    if (wanted.has(name)) for (const need of needs) wanted.add(need)
  return ordered.filter(({ name }) => wanted.has(name))
}

/** The steps of a run: its gates. */
export const stepsOf = (gates: readonly Gate[]): readonly PlannedStep[] =>
  gates.map(({ name: id, needs, repeat, blocking }) => ({
    ...{ id, repeat, blocking },
    needs: [...needs],
  }))

/** What the gates of a run depend on. `checkout` counts the fresh checkouts that were made for it, from 0. */
export interface Inputs {
  readonly commit: string
  readonly tree: string
  /** The SHA-256 of what is configured. */
  readonly configuration: string
  readonly checkout: number
}

/** The SHA-256 of what is configured for a pipeline. */
export const configurationHash = (pipeline: PipelineSettings): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(pipeline))))

/** Inputs as the text that stands in the plan of a run. */
export const inputsText = ({ commit, tree, configuration, checkout }: Inputs): string =>
  [commit, tree, configuration, checkout].join(' ')

/** The inputs that such a text says; undefined before a run was planned. */
export const readInputs = (text: string): Inputs | undefined => {
  const [commit, tree, configuration, checkout] = text.split(' ')
  if (!commit || !tree || !configuration) return undefined
  return { commit, tree, configuration, checkout: Number(checkout) }
}

/** Globs of everything that the gates of a pipeline make: the state of these files is none of what it looks at. */
export const madeBy = ({ gates }: Pick<PipelineSettings, 'gates'>): readonly string[] => [
  ...new Set(gates.flatMap(({ artifacts }) => artifacts)),
]
