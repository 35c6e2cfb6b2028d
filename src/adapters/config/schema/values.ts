import * as z from 'zod'
import { type Fault, globFault, pathFault, plainGlob, plainPath } from '../checks.ts'

/** A text that passes all of some checks. */
export const text = (...checks: readonly ((value: string) => Fault | undefined)[]) =>
  z.string('must be a text in quotes').superRefine((value, context) => {
    const fault = checks.reduce<Fault | undefined>(
      (found, check) => found ?? check(value),
      undefined,
    )
    if (fault) context.addIssue({ code: 'custom', message: fault.what, params: fault })
  })

/** A check whose message repeats the glob or path: unlike other values, these are safe to print. */
const naming =
  (check: (value: string) => Fault | undefined) =>
  (value: string): Fault | undefined => {
    const fault = check(value)
    return fault && { ...fault, what: `${JSON.stringify(value.slice(0, 100))} ${fault.what}` }
  }

export const filled = (value: string): Fault | undefined =>
  value.trim() === '' ? { what: 'is empty' } : undefined

export const withoutVariables = (value: string): Fault | undefined =>
  value.includes('${')
    ? {
        what: `cannot have a \${VARIABLE}`,
        hint: 'Only llm.api_key and llm.base_url are filled in from the environment.',
      }
    : undefined

const glob = text(naming(globFault)).transform(plainGlob)
export const globs = z.array(glob, 'must be a list of globs').superRefine((list, context) => {
  if (list.length > 0 && list.every(entry => /^!(?!\()/.test(entry)))
    context.addIssue({
      code: 'custom',
      message: 'only excludes ("!") and names nothing',
      params: { hint: 'Add a glob without "!" before it.' },
    })
})
export const ignored = z.array(glob, 'must be a list of globs')
export const path = text(naming(pathFault), withoutVariables).transform(plainPath)

/** A list, which may be written as its only element. */
export const oneOrMore = <Element extends z.ZodType>(list: z.ZodArray<Element>) =>
  z
    .preprocess(value => (typeof value === 'string' ? [value] : value), list)
    .meta({ type: ['string', 'array'], items: { type: 'string' } })

export const onOff = z.boolean('must be true or false')
