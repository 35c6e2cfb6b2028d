import { readAnswer } from '../../../documentation/answer.ts'
import {
  type Finding,
  type GuardContext,
  guardFacts,
  type Sources,
} from '../../../documentation/guards/facts.ts'
import { isSuspect, shownTerms, sourcesOf } from '../../../documentation/guards/sources.ts'
import { anyOf, termsOf, type Vocabulary } from '../../../documentation/guards/vocabulary.ts'
import { findings, guardContext } from '../../../documentation/guards.ts'
import { hash } from '../../../documentation/hash.ts'
import { decodeDocument, headingLine, outline } from '../../../documentation/markdown.ts'
import {
  boundsOf,
  type NewSection,
  newSectionOf,
  parted,
} from '../../../documentation/new-section.ts'
import { placeholderPattern } from '../../../documentation/secrets/redact.ts'
import { documentEdit } from '../../../documentation/splice.ts'
import { answerRefused } from '../../../errors/models.ts'
import type { GuardNote, SentPrompt } from '../../../events/commit-parts.ts'
import type { ModelCall } from '../../../events/model-call.ts'
import type { CommitRun, TargetState } from '../../../machines/commit-run.ts'
import type { CachedAnswer } from '../../../projections/commit/cache.ts'
import type { Draft, DraftRequest } from '../drafter.ts'
import type { World } from '../world.ts'
import { draftRequest } from './request.ts'
import type { CurrentSection } from './section.ts'

/** The question: a target's section at `head`, for one commit. */
export interface Question {
  readonly run: CommitRun
  readonly target: TargetState
  readonly head: string
  readonly current: CurrentSection
  readonly request: DraftRequest
}

/** What a request leaves behind, even if it fails. */
export interface Trace {
  readonly calls: ModelCall[]
  readonly guards: GuardNote[]
  readonly sent: SentPrompt[]
}

type Answer = Omit<CachedAnswer, 'at'>

/**
 * Asks the provider for a section. If the guards object to the answer, asks once more with their reasons. Throws an
 * ANSWER_… error if the answer must not be used.
 */
export const ask = async (question: Question, trace: Trace, world: World): Promise<Answer> => {
  const first = await attempt(question, 1, trace, world)
  if (first.found.length === 0) return tried(first, question)
  refuseIf(first.found, ({ verdict }) => verdict === 'refuse')
  const { run, target, current } = question
  const objections = first.found.map(({ what }) => what)
  const request = await draftRequest(run, target, current, world, objections)
  const second = await attempt({ ...question, request }, 2, trace, world)
  refuseIf(second.found, ({ verdict }) => verdict !== 'doubt')
  return tried(second, question)
}

interface Attempt {
  readonly answer: Answer
  readonly found: readonly Finding[]
}

const attempt = async (
  question: Question,
  attempt: number,
  { calls, guards, sent }: Trace,
  world: World,
): Promise<Attempt> => {
  const prompts = sentOf(question, attempt)
  const draft = await world.drafter.draft(question.request, {
    signal: world.signal,
    onCall: call => {
      calls.push(call)
      sent.push(...prompts.splice(0))
    },
  })
  const answer = read(draft, question)
  const found =
    answer.text === undefined ? [] : await judged(answer.text, answer.added, question, world)
  guards.push(...found.map(({ rule, verdict, what }) => ({ rule, verdict, what, attempt })))
  return { answer, found }
}

/** What to record about a prompt that left the machine, once a request was made with it. */
const sentOf = ({ target, current, request }: Question, attempt: number): SentPrompt[] => {
  const { prompt, nonce = '', outbound } = request
  if (!outbound) return []
  const { redaction } = outbound
  return [
    {
      target: target.id,
      attempt,
      hash: prompt.hash,
      nonce,
      head: current.commit,
      tokens: prompt.tokens,
      bytes: encoder.encode(prompt.system + prompt.user).length,
      withheld: redaction.secrets.map(each => ({ ...each })),
      files: [...redaction.files],
    },
  ]
}

const encoder = new TextEncoder()

const read = ({ text, provider, model, proofs }: Draft, { current, request }: Question): Answer => {
  const { nonce, template } = request
  const { section, behind } =
    template?.newSection === undefined || !nonce
      ? { section: text, behind: undefined }
      : parted(text, nonce)
  const answer = readAnswer(section, { text: current.text })
  const added = behind === undefined ? undefined : newSectionOf(behind)
  if (answer.unchanged && !added) return { provider, model, text: undefined, proofs: [] }
  const next = answer.unchanged ? current.text : answer.text
  return { provider, model, text: next, ...(added && { added }), proofs }
}

/** Most answers name only what the commit shows. Only if one does not, the rest of the repository is read. */
const judged = async (
  text: string,
  added: NewSection | undefined,
  question: Question,
  world: World,
): Promise<readonly Finding[]> => {
  const { run, head, current, request } = question
  const { commit, diff } = request
  const context = contextOf(question)
  const suspect = isSuspect(commit.message, diff, current.text)
  const addresses = suspect ? await shownIn(head, world) : undefined
  const judge = (wider: readonly Vocabulary[], earlier?: Vocabulary) => {
    const sources = sourcesOf(commit, diff, wider, addresses, earlier)
    const found = findings(guardFacts(current.text, text, context, sources))
    return added ? [...found, ...judgedNew(added, question, context, sources)] : found
  }
  const near = judge([])
  if (!near.some(({ unknown }) => unknown)) return near
  const commits = [...new Set([head, run.commit])]
  const [parent] = run.parents
  const earlier = parent === undefined ? undefined : await world.words(parent)
  return judge(await Promise.all(commits.map(commit => world.words(commit))), earlier)
}

/**
 * A new section must pass the same guards, as an edit of an empty section with that heading. It may use names from the
 * section before it.
 */
const judgedNew = (
  added: NewSection,
  { current, request }: Question,
  context: GuardContext,
  sources: Sources,
): readonly Finding[] => {
  const { headings, level } = context
  const own = headingLine(current.section)
  const bounds = boundsOf(added, request.template?.newSection ?? level, own, context)
  if (bounds) return [bounds]
  const known = anyOf([sources.known, termsOf(current.text)])
  const old = `${added.heading}\n`
  const others = { ...context, headings: [...headings, own], level: headingDepth(added) }
  return findings(guardFacts(old, `${added.text}\n`, others, { ...sources, known }))
}

const headingDepth = ({ heading }: NewSection): number => outline(heading).headings[0]?.depth ?? 0

const contextOf = ({ target, current, request }: Question) => {
  const { definitions } = outline(decodeDocument(current.bytes, target.file).text)
  return {
    ...guardContext(current.sections, current.section, target.scope),
    definitions: definitions.map(({ name }) => name),
    withheld: placeholderPattern.test(request.outbound?.text ?? ''),
    mark: request.nonce,
    neverTouch: request.template?.rules?.neverTouch ?? [],
  }
}

const shownIn = async (head: string, world: World): Promise<Vocabulary> => {
  const { documents } = await world.documents(head)
  return shownTerms(documents.map(({ text }) => text))
}

const refuseIf = (found: readonly Finding[], test: (finding: Finding) => boolean): void => {
  const finding = found.find(test)
  if (finding) throw answerRefused(finding.rule, finding.what)
}

/** Applies the text to its document. Throws ANSWER_STRUCTURE if that would change more than the section. */
const tried = ({ answer }: Attempt, { target, current }: Question): Answer => {
  if (answer.text === undefined) return answer
  const { file, section, scope } = target
  const { text, added } = answer
  documentEdit(file, [{ section, scope, before: hash(current.text), text, added }]).rewrite(
    current.bytes,
  )
  return answer
}
