import * as z from 'zod/mini'
import { GitDocError } from '../../errors/error.ts'
import { templateEnded, templateInvalid, templateTimedOut } from '../../errors/templates.ts'
import type { RenderCall, Rendered } from '../../ports/templates.ts'
import { type Finished, launch, type World } from './launch.ts'
import type { Thrown } from './protocol.ts'

const Texts = z.array(z.object({ text: z.string(), fields: z.record(z.string(), z.string()) }))

/** Milliseconds, and bytes: a template has little to do. */
export interface RenderLimits {
  readonly timeout: number
  readonly memory: number
}

const usual: RenderLimits = { timeout: 10_000, memory: 256 * 2 ** 20 }

/**
 * Renders templates in a process that may read and write nothing, and that ends with its limits. TEMPLATE_INVALID,
 * TEMPLATE_TIMED_OUT, TEMPLATE_ENDED, NOT_ALLOWED, INTERRUPTED.
 */
export const renderTemplates = async (
  world: World,
  { files, left, wanted, data, signal }: RenderCall,
  limits = usual,
): Promise<readonly Rendered[]> => {
  if (wanted.length === 0) return []
  const launched = launch(
    world,
    {
      permissions: { read: [], write: [], run: false, net: false, env: [] },
      packages: [],
      memory: limits.memory,
      output: 2 ** 20,
    },
    'template/render',
  )
  const finished = await launched.begin({
    start: {
      verb: 'render',
      templates: world.templates,
      order: { sources: { files, left }, wanted, data },
    },
    timeout: limits.timeout,
    signal,
    answer: async () => null,
  })
  const { outcome, misuse } = finished.conversation
  const first = wanted.length === 1 ? (wanted[0]?.name ?? '') : `${wanted[0]?.name} or another`
  if (outcome && 'threw' in outcome) throw said(first, outcome.threw)
  const parsed =
    outcome && 'rendered' in outcome
      ? Texts.safeParse(outcome.rendered)
      : { success: false as const }
  if (misuse === undefined && parsed.success && parsed.data.length === wanted.length)
    return parsed.data
  throw endOf(first, finished, limits)
}

const said = (name: string, { code, message, hint }: Thrown): GitDocError =>
  code === undefined
    ? templateInvalid(name, message)
    : new GitDocError(code, message, hint ? { hint } : {})

const endOf = (name: string, { evidence, conversation }: Finished, limits: RenderLimits): Error => {
  const { endedBy, error, exit, signal, output } = evidence
  if (endedBy === 'timeout') return templateTimedOut(name, limits.timeout)
  const isFull = endedBy === 'memory' || output.tail.includes('heap out of memory')
  if (isFull)
    return templateEnded(name, `it used more than ${Math.round(limits.memory / 2 ** 20)} MB`)
  if (conversation.misuse !== undefined) return templateEnded(name, conversation.misuse)
  if (error) return error
  return templateEnded(name, signal ?? `exit code ${exit}`)
}
