import type { PipelineSettings } from '../../ports/pipeline-settings.ts'
import { defaultBudget } from './keys.ts'
import type { Config } from './schema.ts'

type Table = Config['pipeline'][string]

/** The tables `[pipeline.<name>]`. */
export const pipelinesOf = (
  tables: Config['pipeline'],
): Readonly<Record<string, PipelineSettings>> =>
  Object.fromEntries(
    Object.entries(tables).map(([name, { gate: gates, ...table }]) => [
      name,
      { ...table, gates: gates.map(gateOf) },
    ]),
  )

const gateOf = ({
  name,
  run,
  shell,
  use,
  needs,
  budget,
  blocking,
  paths,
  artifacts,
  repeat,
  ...options
}: Table['gate'][number]): PipelineSettings['gates'][number] => ({
  ...{ name, run, shell, use, options, needs, blocking, paths, artifacts, repeat },
  budget: {
    ms: budget.ms ?? defaultBudget.ms,
    ...(budget.memory !== undefined && { memory: budget.memory }),
    output: budget.output ?? defaultBudget.output,
  },
})
