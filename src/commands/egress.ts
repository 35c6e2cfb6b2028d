import { draftRequest, type PromptWorld } from '../effects/commit/request.ts'
import { currentSection } from '../effects/commit/section.ts'
import { isGitDocError, unknownRun } from '../errors.ts'
import type { CommitEvent } from '../events/commit.ts'
import type { ModelCall, SentPrompt, Target } from '../events/commit-parts.ts'
import type { Recorded } from '../events/recorded.ts'
import type { EventLog } from '../ports/log.ts'
import type { DraftRequest } from '../ports/provider.ts'
import type { World } from '../ports/world.ts'

/** A prompt that left the machine; `state` says whether it could be made again, `prompt` is that one where it could. */
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
 * Every prompt that left the machine for a commit, made again from Git and the settings and compared with what was recorded
 * when it was sent; a doc commit stands for the commit it follows. UNKNOWN_RUN if nothing is recorded of the commit.
 */
export async function* egress(tools: EgressTools, named: string): AsyncGenerator<Sent> {
  const noticed = await tools.log.read(`commit/${named}`)
  if (noticed.length === 0) throw unknownRun(named)
  const run = documentedBy(noticed) ?? `commit/${named}`
  const commit = run.slice('commit/'.length)
  const events = await tools.log.read(run)
  let targets: readonly Target[] = []
  for (const recorded of events) {
    const { type, data } = commitEventOf(recorded)
    if (type === 'commit.planned') targets = data.targets
    if (!('sent' in data)) continue
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

/** The run whose documentation a commit is, where its trailer says so. */
const documentedBy = ([first]: readonly Recorded[]): string | undefined => {
  const event = first && commitEventOf(first)
  return event?.type === 'commit.noticed' ? event.data.documents : undefined
}

const placed = ({ target: _, ...sent }: SentPrompt, { file, section }: Target) => ({
  file,
  section,
  ...sent,
})

/** Of a run of this kind it can be no other; that it is whole was seen when it was appended. */
const commitEventOf = ({ event }: Recorded): CommitEvent => event as CommitEvent

/** What was said against the answer before, which a second prompt repeats. */
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
    return { state: 'unknown', detail: `It cannot be made again: ${error.message}` }
  }
}

const compared = (
  sent: SentPrompt,
  { prompt }: DraftRequest,
): Pick<Sent, 'state' | 'detail' | 'prompt'> => {
  const { system, user } = prompt
  if (prompt.hash === sent.hash)
    return { state: 'same', detail: 'It is what was recorded.', prompt: { system, user } }
  return {
    state: 'differs',
    detail:
      'It is not what was recorded: the settings, the ignore files, the key or git-doc itself changed since. What left is known by its hash only.',
  }
}
