import * as z from 'zod'
import type { JobTrigger } from '../../../ports/jobs.ts'
import type { DefinedJob } from '../define.ts'
import type { Definition } from '../definition.ts'
import type { Fault, Outcome } from '../protocol.ts'
import { hookFault, isJobHook } from './hooks.ts'
import { Written } from './written.ts'

/** What a job's definition means, checked and without its functions; or everything that is wrong with it. */
export const definitionOf = async (job: DefinedJob): Promise<Outcome> => {
  const parsed = Written.safeParse(job)
  if (!parsed.success) return { invalid: parsed.error.issues.map(faultOf) }
  const written = parsed.data
  const { meta } = written
  const on = [...(written.on ?? []), ...(written.hooks ?? [])]
  const input = await inputOf(
    job.input,
    on.some(each => each !== 'manual'),
  )
  const faults = [
    ...on.flatMap(each =>
      typeof each === 'string' ? hookFault(each) : cycleFault(each, meta.name),
    ),
    ...input.faults,
  ]
  if (faults.length > 0) return { invalid: faults }
  const definition: Definition = {
    name: meta.name,
    description: meta.description ?? meta.desc ?? '',
    tags: meta.tags,
    version: meta.version,
    on: on.flatMap(triggerOf),
    paths: written.paths,
    ...(input.schema !== undefined && { input: input.schema }),
    permissions: written.permissions,
    timeout: written.timeout * 1000,
    memory: written.memory * 2 ** 20,
    retry: { times: written.retry.times, backoff: written.retry.backoff * 1000 },
    repeat: written.repeat,
    needs: written.needs,
    once: written.once,
    undoes: typeof job.undo === 'function',
  }
  return { defined: definition }
}

type On = NonNullable<z.infer<typeof Written>['on']>[number]

const triggerOf = (on: On): readonly JobTrigger[] => {
  if (typeof on === 'string') return isJobHook(on) ? [{ hook: on }] : []
  return 'success' in on
    ? [{ after: 'success', run: on.success }]
    : [{ after: 'failed', run: on.failed }]
}

const cycleFault = (on: Exclude<On, string>, name: string): readonly Fault[] => {
  const run = 'success' in on ? on.success : on.failed
  if (run !== `job/${name}` && !run.startsWith(`job/${name}@`)) return []
  return [{ key: 'on', what: `its own end (${run}) would start it again without end` }]
}

/** The schema of the input. From a hook or another run the input is `{}`. */
const inputOf = async (
  input: unknown,
  isTriggered: boolean,
): Promise<{ readonly schema?: unknown; readonly faults: readonly Fault[] }> => {
  if (input === undefined) return { faults: [] }
  try {
    const schema = z.toJSONSchema(input as z.ZodType, { io: 'input', unrepresentable: 'any' })
    const parsed = isTriggered ? await (input as z.ZodType).safeParseAsync({}) : { success: true }
    if (parsed.success) return { schema, faults: [] }
    const what = 'refuses {}, which is what a Git hook and the end of another run give'
    return {
      faults: [
        { key: 'input', what, hint: 'Give every field a default, or start the job by hand only.' },
      ],
    }
  } catch {
    const what = 'is not a schema of zod 4'
    return { faults: [{ key: 'input', what, hint: 'Make it with `z` from git-doc/define.' }] }
  }
}

const faultOf = (issue: z.core.$ZodIssue): Fault => {
  const key = keyOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return { key, what: issue.message }
  return {
    key,
    what: `has no ${issue.keys.map(each => `"${each}"`).join(', ')}`,
    hint: 'Correct or remove it.',
  }
}

const keyOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`,
    )
    .join('')
