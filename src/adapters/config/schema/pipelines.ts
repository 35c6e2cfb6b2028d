import * as z from 'zod'
import { type GateUse, gateUses, pipelineTriggers } from '../../../ports/pipeline-settings.ts'
import type { Fault } from '../checks.ts'
import { nearest } from '../nearest.ts'
import { filled, ignored, oneOrMore, onOff, path, text, withoutVariables } from './values.ts'

/** Names of pipelines and gates stand in the names of runs, of folders and on command lines. */
const name = z
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

const known =
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
}

const gate = z
  .strictObject(
    {
      name,
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
      needs: oneOrMore(z.array(name, 'must be a list of names of gates')).default([]),
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
    const say = (key: string, { what, hint }: Fault) =>
      context.addIssue({ code: 'custom', path: [key], message: what, params: { hint } })
    if (table.use === undefined) {
      if (table.run === undefined)
        say('name', {
          what: 'has nothing to do',
          hint: `Add run = ["…"], or use = "…", one of: ${gateUses.join(', ')}.`,
        })
      for (const key of Object.keys(options))
        if (Object.hasOwn(table, key))
          say(key, { what: 'needs a `use`, which says what to look at' })
      return
    }
    const takes = optionsOf[table.use]
    if (!takes) return
    for (const key of [...Object.keys(options), 'run'])
      if (table[key as keyof typeof table] !== undefined && !takes.some(each => isOf(each, key)))
        say(key, { what: `is nothing that the gate "${table.use}" takes`, hint: hintOf(takes) })
    for (const key of takes.filter(each => !each.endsWith('?')))
      if (table[key as keyof typeof table] === undefined)
        say('use', { what: `needs \`${key}\``, hint: hintOf(takes) })
    if (table.use === 'budget' && table.min === undefined && table.max === undefined)
      say('use', { what: 'needs `min` or `max`' })
    if (table.use === 'tests' && table.run === undefined && table.file === undefined)
      say('use', { what: 'needs `run` or `file`' })
    if ((table.times ?? 1) > 1 && table.run === undefined)
      say('times', { what: 'needs `run`: a file alone cannot be made again' })
  })

const isOf = (option: string, key: string): boolean => option.replace('?', '') === key
const hintOf = (takes: readonly string[]): string =>
  takes.length > 0
    ? `It takes: ${takes.map(each => each.replace('?', ' (may be left out)')).join(', ')}.`
    : 'It takes nothing more.'

type GateNames = readonly { readonly name: string; readonly needs: readonly string[] }[]

/** Gates have names of their own, need only gates that there are, and none needs itself, also by others. */
const gates = z
  .array(gate, 'must be tables, [[pipeline.<name>.gate]]')
  .min(1, 'has no gate')
  .superRefine((list: GateNames, context) => {
    const names = list.map(each => each.name)
    const say = (at: number, key: string, message: string, hint?: string) =>
      context.addIssue({ code: 'custom', path: [at, key], message, params: { hint } })
    let isSound = true
    for (const [at, { name: own, needs }] of list.entries()) {
      if (names.indexOf(own) !== at) say(at, 'name', `"${own}" is the name of two gates`)
      for (const need of needs) {
        const fault = known(names, 'a gate of this pipeline')(need)
        if (!fault) continue
        isSound = false
        say(at, 'needs', fault.what, fault.hint)
      }
    }
    const circle = isSound ? circleIn(list) : undefined
    if (circle)
      say(names.indexOf(circle[0] ?? ''), 'needs', `is a circle: ${circle.join(' needs ')}`)
  })

/** Gates of which each needs the next, and the last is the first again. */
const circleIn = (list: GateNames): readonly string[] | undefined => {
  const needsOf = new Map(list.map(({ name: own, needs }) => [own, needs]))
  const sound = new Set<string>()
  const find = (at: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at]
    if (sound.has(at)) return undefined
    for (const need of needsOf.get(at) ?? []) {
      const circle = find(need, [...way, at])
      if (circle) return circle
    }
    sound.add(at)
    return undefined
  }
  for (const { name: own } of list) {
    const circle = find(own, [])
    if (circle) return circle
  }
  return undefined
}

/** Rows of gates: `[pipeline.<name>]`. */
export const pipelineKeys = {
  pipeline: z
    .record(
      name,
      z.strictObject(
        {
          on: oneOrMore(
            z.array(text(known(pipelineTriggers, 'what can start a pipeline')), 'must be a list'),
          )
            .default(['manual'])
            .transform(value => value as (typeof pipelineTriggers)[number][]),
          clean: onOff.default(false),
          env: z
            .array(
              z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*\*?$/, 'is not the name of a variable'),
              'must be a list of names of environment variables',
            )
            .default([]),
          gate: gates,
        },
        'must be a table, [pipeline.<name>]',
      ),
      'must be tables, [pipeline.<name>]',
    )
    .default({}),
}
