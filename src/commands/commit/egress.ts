import { isGitDocError } from '../../errors/error.ts'
import { unknownRun } from '../../errors/usage.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { SentPrompt, Target } from '../../events/commit-parts.ts'
import type { ModelCall } from '../../events/model-call.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { DraftRequest } from '../../kinds/commit/drafter.ts'
import { draftRequest, type PromptWorld } from '../../kinds/commit/effects/request.ts'
import { currentSection } from '../../kinds/commit/effects/section.ts'
import type { World } from '../../kinds/commit/world.ts'
import type { EventLog } from '../../ports/log.ts'
import { commitEvent, commitOf, commitRun } from '../../projections/commit/run.ts'

/** A prompt that left the machine. `state` says whether it could be rebuilt; `prompt` is the rebuilt prompt, if it could. */
export interface Sent extends Omit<SentPrompt, 'target'> {
  readonly at: string
  readonly file: string
  readonly section: string
  /** Every request of the draft, answered or not. */
  readonly calls: readonly ModelCall[]
  readonly state: 'same' | 'differs' | 'unknown'
  readonly detail: string
  readonly prompt?: { readonly system: string; readonly user: string }
}

export interface EgressTools extends Omit<PromptWorld, 'nonce'>, Pick<World, 'document'> {
  readonly log: EventLog
}

/**
 * Every prompt that left the machine for a commit, rebuilt from Git and the settings and compared with the record made
 * when it was sent. A doc commit stands for the commit that it documents. Throws UNKNOWN_RUN if the log has no run for
 * the commit.
 */
export async function* egress(tools: EgressTools, named: string): AsyncGenerator<Sent> {
  const noticed = await tools.log.read(commitRun(named))
  if (noticed.length === 0) throw unknownRun(named)
  const run = documentedBy(noticed) ?? commitRun(named)
  const commit = commitOf(run)
  const events = await tools.log.read(run)
  let targets: readonly Target[] = []
  for (const recorded of events) {
    const event = commitEvent(recorded)
    if (event?.type === 'commit.planned') targets = event.data.targets
    const data = sentIn(event)
    const { calls = [], sent: prompts = [] } = data
    for (const sent of prompts) {
      const target = targets.find(({ id }) => id === sent.target)
      if (!target) throw new Error(`A prompt was sent for ${sent.target}, which no plan names.`)
      const objections = 'guards' in data ? reasonsFor(sent, data.guards) : []
      const again = await madeAgain(sent, target, commit, objections, tools)
      yield { at: recorded.at, ...placed(sent, target), calls, ...again }
    }
  }
}

/** The facts of an event that records a sent prompt. */
const sentIn = (event: CommitEvent | undefined) =>
  event && 'sent' in event.data ? event.data : { calls: [], sent: [] }

/** The run that a commit documents, according to its trailer. */
const documentedBy = ([first]: readonly Recorded[]): string | undefined => {
  const event = first && commitEvent(first)
  return event?.type === 'commit.noticed' ? event.data.documents : undefined
}

const placed = ({ target: _, ...sent }: SentPrompt, { file, section }: Target) => ({
  file,
  section,
  ...sent,
})

/** The objections to the previous answer, which a second prompt repeats. */
const reasonsFor = (
  { attempt }: SentPrompt,
  guards: readonly { readonly attempt: number; readonly what: string }[] = [],
): readonly string[] => guards.filter(note => note.attempt === attempt - 1).map(({ what }) => what)

const madeAgain = async (
  sent: SentPrompt,
  target: Target,
  commit: string,
  objections: readonly string[],
  tools: EgressTools,
): Promise<Pick<Sent, 'state' | 'detail' | 'prompt'>> => {
  try {
    const current = await currentSection(target, sent.head, tools)
    const world = { ...tools, nonce: () => sent.nonce }
    const request = await draftRequest({ commit }, target, current, world, objections)
    return compared(sent, request)
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return { state: 'unknown', detail: `It cannot be rebuilt: ${error.message}` }
  }
}

const compared = (
  sent: SentPrompt,
  { prompt }: DraftRequest,
): Pick<Sent, 'state' | 'detail' | 'prompt'> => {
  const { system, user } = prompt
  if (prompt.hash === sent.hash)
    return { state: 'same', detail: 'It matches the record.', prompt: { system, user } }
  return {
    state: 'differs',
    detail:
      'It does not match the record: the settings, the ignore files, the key or git-doc itself changed since. Only the hash of the sent prompt is known.',
  }
}
