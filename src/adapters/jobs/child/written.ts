import * as z from 'zod'

const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z
    .union([item, z.array(item)], { error: `must be ${what}` })
    .transform(value => (Array.isArray(value) ? value : [value]) as z.output<Item>[])

const text = z.string('must be a text').min(1, 'is empty')

/** It is a part of names of runs, and is typed by hand. */
const name = z
  .string('must be a text')
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/i,
    'must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit',
  )

const places = z.array(
  text.refine(
    path => !path.includes('\0') && !/[*,]/.test(path),
    'must be a folder or a file without * and ,',
  ),
  'must be a list',
)

const positive = (what: string) => z.number(`must be ${what}`).positive(`must be ${what}`).finite()

const On = z.union([text, z.strictObject({ success: text }), z.strictObject({ failed: text })])

const Variable = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*\*?$/,
    'must be the name of an environment variable, or its beginning and *',
  )

const functionOf = (key: string) =>
  z.custom<(context: unknown) => unknown>(
    value => typeof value === 'function',
    `${key === 'run' ? 'is missing: a job needs a function run(context)' : 'must be a function'}`,
  )

/** A job as a person writes it, with what is left out. Times in seconds, memory in megabytes. */
export const Written = z.strictObject({
  meta: z.strictObject(
    {
      name,
      description: z.string('must be a text').optional(),
      desc: z.string('must be a text').optional(),
      tags: z.array(text, 'must be a list').default([]),
      version: z.string('must be a text').default(''),
    },
    { error: issue => (issue.code === 'invalid_type' ? 'must be { name, … }' : undefined) },
  ),
  on: list(
    On,
    'a Git hook, "manual", { success: run } or { failed: run }, or a list of them',
  ).optional(),
  hooks: list(text, 'a Git hook or a list of them').optional(),
  paths: list(text, 'a pattern or a list of them').default([]),
  input: z.unknown().optional(),
  permissions: z
    .strictObject({
      read: places.default(['.']),
      write: places.default([]),
      run: z.boolean('must be true or false').default(false),
      net: z.boolean('must be true or false').default(false),
      env: z.array(Variable, 'must be a list').default([]),
    })
    .prefault({}),
  timeout: positive('a number of seconds above 0').default(60),
  memory: positive('a number of megabytes, 32 or more')
    .min(32, 'must be 32 megabytes or more')
    .default(512),
  retry: z
    .strictObject({
      times: z
        .int('must be a whole number')
        .min(0, 'must not be negative')
        .max(100, 'must be 100 or less'),
      backoff: z.number('must be a number of seconds').min(0, 'must not be negative').default(0),
    })
    .default({ times: 0, backoff: 0 }),
  repeat: z.enum(['safe', 'never'], 'must be "safe" or "never"').default('never'),
  needs: list(name, 'the name of a job or a list of them').default([]),
  once: z.enum(['clone', 'repository'], 'must be "clone" or "repository"').default('clone'),
  run: functionOf('run'),
  undo: functionOf('undo').optional(),
})
