import { readAnswer } from '../../documentation/answer.ts'
import { findings, guardContext } from '../../documentation/guard.ts'
import { type Finding, guardFacts } from '../../documentation/guards/facts.ts'
import { isSuspect, shownTerms, sourcesOf } from '../../documentation/guards/sources.ts'
import type { Vocabulary } from '../../documentation/guards/vocabulary.ts'
import { hash } from '../../documentation/hash.ts'
import { decodeDocument, outline } from '../../documentation/markdown.ts'
import { placeholderPattern } from '../../documentation/secrets/withhold.ts'
import { documentEdit } from '../../documentation/splice.ts'
import { answerRefused } from '../../errors.ts'
import type { GuardNote, ModelCall, SentPrompt } from '../../events/commit.ts'
import type { CommitRun, TargetState } from '../../machines/commit-run.ts'
import type { CachedAnswer, Draft, DraftRequest, World } from '../../ports.ts'
import { draftRequest } from './request.ts'
import type { CurrentSection } from './section.ts'

/** What is asked: the section of a target as `head` has it, for one commit. */
export interface Question {
  readonly run: CommitRun
  readonly target: TargetState
  readonly head: string
  readonly current: CurrentSection
  readonly request: DraftRequest
}

/** What asking left behind, also where it failed. */
export interface Trace {
  readonly calls: ModelCall[]
  readonly guards: GuardNote[]
  readonly sent: SentPrompt[]
}

type Answer = Omit<CachedAnswer, 'at'>

/**
 * Asks the provider for a section; where the guards have something against its answer, once more with the reasons.
 * ANSWER_… where an answer must not be taken.
 */
export const ask = async (question: Question, trace: Trace, world: World): Promise<Answer> => {
  const first = await attempt(question, question.request, 1, trace, world)
  if (first.found.length === 0) return tried(first, question)
  refuseIf(first.found, ({ verdict }) => verdict === 'refuse')
  const { run, target, current } = question
  const objections = first.found.map(({ what }) => what)
  const again = await draftRequest(run, target, current, world, objections)
  const second = await attempt(question, again, 2, trace, world)
  refuseIf(second.found, ({ verdict }) => verdict !== 'doubt')
  return tried(second, question)
}

interface Attempt {
  readonly answer: Answer
  readonly found: readonly Finding[]
}

const attempt = async (
  question: Question,
  request: DraftRequest,
  attempt: number,
  { calls, guards, sent }: Trace,
  world: World,
): Promise<Attempt> => {
  const prompts = sentOf(question, request, attempt)
  const draft = await world.provider.draft(request, {
    signal: world.signal,
    onCall: call => {
      calls.push(call)
      sent.push(...prompts.splice(0))
    },
  })
  const answer = read(draft, question.current)
  const found = answer.text === undefined ? [] : await judged(answer.text, question, world)
  guards.push(...found.map(({ rule, verdict, what }) => ({ rule, verdict, what, attempt })))
  return { answer, found }
}

/** What is recorded of a prompt that leaves the machine, once a request was made with it. */
const sentOf = (
  { target, current }: Question,
  { prompt, nonce = '', leaving }: DraftRequest,
  attempt: number,
): SentPrompt[] => {
  if (!leaving) return []
  const { keptBack } = leaving
  return [
    {
      target: target.id,
      attempt,
      hash: prompt.hash,
      nonce,
      head: current.commit,
      tokens: prompt.tokens,
      bytes: encoder.encode(prompt.system + prompt.user).length,
      withheld: keptBack.secrets.map(each => ({ ...each })),
      files: [...keptBack.files],
    },
  ]
}

const encoder = new TextEncoder()

const read = ({ text, provider, model, proofs }: Draft, current: CurrentSection): Answer => {
  const answer = readAnswer(text, { text: current.text })
  return answer.unchanged
    ? { provider, model, text: undefined, proofs: [] }
    : { provider, model, text: answer.text, proofs }
}

/** Most answers name only what the commit shows; the rest of the repository is read when one does not. */
const judged = async (
  text: string,
  question: Question,
  world: World,
): Promise<readonly Finding[]> => {
  const { run, head, current, request } = question
  const { commit, diff } = request
  const context = contextOf(question)
  const suspect = isSuspect(commit.message, diff, current.text)
  const addresses = suspect ? await shownIn(head, world) : undefined
  const judge = (wider: readonly Vocabulary[]) =>
    findings(guardFacts(current.text, text, context, sourcesOf(commit, diff, wider, addresses)))
  const near = judge([])
  if (!near.some(({ unknown }) => unknown)) return near
  const commits = [...new Set([head, run.commit])]
  return judge(await Promise.all(commits.map(commit => world.words(commit))))
}

const contextOf = ({ target, current, request }: Question) => {
  const { definitions } = outline(decodeDocument(current.bytes, target.file).text)
  return {
    ...guardContext(current.sections, current.section, target.scope),
    definitions: definitions.map(({ name }) => name),
    withheld: placeholderPattern.test(request.leaving?.text ?? ''),
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

/** Tries the text in the document it is for: ANSWER_STRUCTURE where it would change more than its section. */
const tried = ({ answer }: Attempt, { target, current }: Question): Answer => {
  if (answer.text === undefined) return answer
  const { file, section, scope } = target
  documentEdit(file, [{ section, scope, before: hash(current.text), text: answer.text }]).rewrite(
    current.bytes,
  )
  return answer
}
