import * as z from 'zod'
import { pipelineTriggers } from '../../../ports/pipeline-settings.ts'
import { gate, gateName, known } from './gates.ts'
import { oneOrMore, onOff, text } from './values.ts'

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
      gateName,
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
