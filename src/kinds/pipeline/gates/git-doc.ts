import type { Evidence } from '../../../events/steps.ts'
import { type Finding, failing, type GatePlace } from '../gate-place.ts'
import type { BuiltGate } from '../gates.ts'
import { runGateCommand } from '../run-command.ts'
import type { World } from '../world.ts'

/** A gate that is a command of git-doc, in a process of its own: the gate's budget ends that too. */
const gateOf = (
  argumentsOf: (options: GatePlace['gate']['options']) => readonly string[],
  judge: (answer: Answer, place: GatePlace) => Finding,
): BuiltGate => ({
  runsItself: true,
  async look(place, world) {
    const command = [...world.tools.gitDoc, ...argumentsOf(place.gate.options), '--json']
    const { evidence: ran, failure, stdout, isBroken } = await runGateCommand(place, command, world)
    const evidence: Evidence = { ...ran, what: shown(command, world) }
    const answer = isBroken ? undefined : answerIn(stdout)
    if (!answer)
      return {
        evidence,
        failure: failure ?? { code: 'COMMAND_FAILED', reason: 'It said nothing.' },
      }
    return { evidence, ...judge(answer, place) }
  },
})

const shown = (command: readonly string[], { tools }: Pick<World, 'tools'>): string =>
  ['git-doc', ...command.slice(tools.gitDoc.length)].join(' ')

type Answer = Readonly<Record<string, unknown>>

const answerIn = (text: string): Answer | undefined => {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return undefined
  }
}

interface Drift {
  readonly level: string
  readonly message: string
  readonly file: string
  readonly line: number
  readonly old: boolean
}

/** What documents name is there: `git-doc check`. */
export const docs = gateOf(
  ({ since, strict }) => [
    'check',
    ...(since === undefined ? [] : ['--since', since]),
    ...(strict ? ['--strict'] : []),
  ],
  (answer, { gate }) => {
    const { verdict, counts, documents } = answer
    const facts = { verdict, documents, ...(counts as object) }
    if (verdict === 'clean') return { facts }
    if (verdict === 'undecided')
      return failing('DOCS_UNDECIDED', 'A rule that could have found errors was skipped.', facts)
    const found = ((answer.findings ?? []) as readonly Drift[]).filter(
      ({ level, old }) =>
        !old && (level === 'error' || (gate.options.strict && level === 'warning')),
    )
    const [first] = found
    const where = first ? `${first.file}:${first.line}: ${first.message}` : 'See git-doc check.'
    const more = found.length > 1 ? ` ${found.length - 1} more.` : ''
    return failing('DOCS_DRIFTED', `${where}${more}`, facts)
  },
)

interface Spot {
  readonly path: string
  readonly score: number
}

/** No code file changes so often and is so complex that its score is above `max`: `git-doc hotspots`. */
export const hotspots = gateOf(
  ({ since }) => ['hotspots', ...(since === undefined ? [] : ['--since', since])],
  ({ hotspots: found, files }, { gate }) => {
    const spots = (found ?? []) as readonly Spot[]
    const [first] = spots
    const { max } = gate.options
    const facts = {
      files,
      hotspots: spots.slice(0, 10).map(({ path, score }) => ({ path, score })),
      ...(first && { value: first.score }),
      ...(max !== undefined && { max }),
    }
    if (max === undefined || !first || first.score <= max) return { facts }
    const above = spots.filter(({ score }) => score > max).length
    const reason = `${first.path} has a score of ${first.score.toFixed(2)}, which is more than ${max}.`
    return failing('HOTSPOT', above > 1 ? `${reason} ${above - 1} more.` : reason, facts)
  },
)

/** What is in production is what the evidence says: `git-doc release verify`. */
export const releaseVerify = gateOf(
  () => ['release', 'verify'],
  ({ isProven, steps, releases, proofs }) => {
    const errors = ((proofs ?? []) as readonly Drift[]).filter(({ level }) => level === 'error')
    const facts = { steps, releases, errors: errors.length }
    if (isProven === true) return { facts }
    const [first] = errors
    const reason = first ? `${first.file}: ${first.message}` : 'See git-doc release verify.'
    return failing('RELEASES_NOT_PROVEN', reason, facts)
  },
)
