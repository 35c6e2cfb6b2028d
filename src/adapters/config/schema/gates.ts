import * as z from 'zod'
import { nearest } from '../../../errors/nearest.ts'
import { type GateUse, gateUses } from '../../../ports/pipeline-settings.ts'
import type { Fault } from '../checks.ts'
import { filled, ignored, oneOrMore, onOff, path, text, withoutVariables } from './values.ts'

/** Names of pipelines and gates stand in the names of runs, of folders and on command lines. */
export const gateName = z
  .string('must be a text in quotes')
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'is not a name of letters, digits, ".", "_" and "-"')

const whole = (what: string) =>
  z
    .number(`must be a number of ${what}, without quotes`)
    .int(`must be a whole number of ${what}`)
    .positive('must be more than 0')
const number = z.number('must be a number, without quotes')
const count = whole('times').max(1000, 'must be at most 1000')
const word = text(filled, withoutVariables)

/** A check whether a word is one of those that there are. */
export const known =
  (names: readonly string[], what: string) =>
  (value: string): Fault | undefined => {
    if (names.includes(value)) return undefined
    const near = nearest(value, names)
    const hint = near ? `Did you mean "${near}"?` : `There are: ${names.join(', ')}.`
    return { what: `${JSON.stringify(value.slice(0, 100))} is not ${what}`, hint }
  }

/** What each gate that git-doc brings along takes beside what all gates take; `?` stands after what may be left out. */
const optionsOf: Readonly<Record<GateUse, readonly string[]>> = {
  docs: ['since?', 'strict?'],
  hotspots: ['since?', 'max?'],
  tests: ['run?', 'file?', 'format?', 'min?', 'times?'],
  budget: ['run?', 'file', 'pointer?', 'min?', 'max?'],
  sarif: ['run?', 'file'],
  checksums: ['run?', 'file'],
  'semver-tag': ['file?', 'prefix?'],
  coverage: ['run?', 'file', 'min?', 'slack?'],
  changelog: ['file?', 'prefix?'],
  baseline: ['run?', 'file', 'pointer?', 'last?', 'slack?', 'better?'],
  'release-verify': [],
  'release-notes': ['file?', 'prefix?', 'output?'],
  'tool-health': [],
}

const options = {
  file: path.optional(),
  format: z.enum(['tap', 'junit'], 'must be tap or junit').optional(),
  min: number.optional(),
  max: number.optional(),
  times: whole('times').max(100, 'must be at most 100').optional(),
  pointer: z
    .string('must be a text in quotes')
    .regex(/^(?:\/[^/]*)*$/, 'is not a JSON pointer, such as "/size/total"')
    .optional(),
  last: count.optional(),
  slack: number.min(0, 'must be at least 0').optional(),
  better: z.enum(['lower', 'higher'], 'must be lower or higher').optional(),
  since: word.optional(),
  strict: onOff.optional(),
  prefix: text(withoutVariables).optional(),
  output: path.optional(),
}

/** One gate: `[[pipeline.<name>.gate]]`. */
export const gate = z
  .strictObject(
    {
      name: gateName,
      run: z
        .union(
          [word, z.array(text(filled), 'must be a list').min(1, 'is empty')],
          'must be a text, or a list: a program and its arguments',
        )
        .optional(),
      shell: onOff.default(false),
      use: text(known(gateUses, 'a gate'))
        .transform(value => value as GateUse)
        .optional(),
      needs: oneOrMore(z.array(gateName, 'must be a list of names of gates')).default([]),
      budget: z
        .strictObject(
          {
            ms: whole('milliseconds').max(86_400_000, 'must be at most a day').optional(),
            memory: whole('bytes').optional(),
            output: whole('bytes').optional(),
          },
          'must be a table, { ms = 60000, memory = 500000000, output = 1000000 }',
        )
        .prefault({}),
      blocking: onOff.default(true),
      paths: oneOrMore(ignored).default([]),
      artifacts: oneOrMore(ignored).default([]),
      repeat: z.enum(['safe', 'never'], 'must be safe or never').default('safe'),
      ...options,
    },
    'must be a table, [[pipeline.<name>.gate]]',
  )
  .superRefine((table, context) => {
    for (const [key, { what, hint }] of faultsIn(table))
      context.addIssue({ code: 'custom', path: [key], message: what, params: { hint } })
  })

type Written = Readonly<Record<string, unknown>> & { readonly use?: GateUse | undefined }

/** What does not go together in the table of a gate, by its key. */
const faultsIn = (table: Written): readonly (readonly [key: string, fault: Fault])[] => {
  const written = [...Object.keys(options), 'run'].filter(key => table[key] !== undefined)
  const { use } = table
  if (use === undefined) {
    const hint = `Add run = ["…"], or use = "…", one of: ${gateUses.join(', ')}.`
    return [
      ...(table.run === undefined ? [['name', { what: 'has nothing to do', hint }] as const] : []),
      ...written
        .filter(key => key !== 'run')
        .map(key => [key, { what: 'needs a `use`, which says what to look at' }] as const),
    ]
  }
  const takes = optionsOf[use]
  if (!takes) return []
  const hint = hintOf(takes)
  return [
    ...written
      .filter(key => !takes.some(each => isOf(each, key)))
      .map(key => [key, { what: `is nothing that the gate "${use}" takes`, hint }] as const),
    ...takes
      .filter(each => !each.endsWith('?') && table[each] === undefined)
      .map(key => ['use', { what: `needs \`${key}\``, hint }] as const),
    ...togetherFaults(use, table),
  ]
}

const togetherFaults = (use: GateUse, table: Written): readonly (readonly [string, Fault])[] => {
  if (use === 'budget' && table.min === undefined && table.max === undefined)
    return [['use', { what: 'needs `min` or `max`' }]]
  if (use !== 'tests' || table.run !== undefined) return []
  if (table.file === undefined) return [['use', { what: 'needs `run` or `file`' }]]
  return table.times === undefined
    ? []
    : [['times', { what: 'needs `run`: a file alone cannot be made again' }]]
}

const isOf = (option: string, key: string): boolean => option.replace('?', '') === key
const hintOf = (takes: readonly string[]): string =>
  takes.length > 0
    ? `It takes: ${takes.map(each => each.replace('?', ' (may be left out)')).join(', ')}.`
    : 'It takes nothing more.'
