import type { ListedPack } from '../../commands/pack/list.ts'
import { visible } from '../../errors/visible.ts'
import { table } from '../table.ts'

/** Packs as a table; with `details` also what each takes. */
export const packLines = (packs: readonly ListedPack[], details: boolean): readonly string[] => [
  ...table([['pack', 'version', 'state', 'jobs', 'what'], ...packs.map(row)]),
  ...packs.flatMap(({ name, why }) => (why === undefined ? [] : [`${name}: ${visible(why)}`])),
  ...(details ? packs.flatMap(inputLines) : []),
]

const row = ({ name, version = '', state, jobs, description = '' }: ListedPack) => [
  visible(name),
  version,
  state,
  jobs.join(', '),
  visible(description),
]

const inputLines = ({ name, inputs }: ListedPack): readonly string[] =>
  inputs.length === 0
    ? []
    : [
        `Inputs, in [packs.inputs.${name}]:`,
        ...table(inputs.map(each => [`  ${each.name}`, each.type, visible(each.description)])),
      ]
