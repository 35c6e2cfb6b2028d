import { isGitDocError } from '../../errors/error.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitFacts } from '../../ports/repository.ts'
import { commitEvent, commitOf, isCommitRun } from '../../projections/commit/run.ts'
import type { WhyRun, WhyWorld } from './why-lines.ts'

/** The run that a doc commit names, as far as it is known here. */
export interface FoundRun {
  readonly told: WhyRun
  /** The code that the line was written from. */
  readonly code: readonly string[]
}

/** The run of a doc commit; undefined for other commits. */
export const runOf = async (
  { trailers }: CommitFacts,
  { file, section }: { readonly file: string; readonly section: string | undefined },
  { log, repository }: WhyWorld,
): Promise<FoundRun | undefined> => {
  const run = trailers['git-doc-run']
  if (run === undefined || !isCommitRun(run)) return undefined
  const commit = commitOf(run)
  const subject = await repository.commit(commit).then(
    facts => facts.subject,
    error => {
      if (isGitDocError(error)) return undefined
      throw error
    },
  )
  const told = { run, documents: { commit, subject } }
  const events = (await log.read(run)).flatMap(recorded => commitEvent(recorded) ?? [])
  if (events.length === 0) return { told: { ...told, recorded: false }, code: [] }
  return recordedRun(told, events, { file, section })
}

const recordedRun = (
  told: Pick<WhyRun, 'run' | 'documents'>,
  events: readonly CommitEvent[],
  { file, section }: { readonly file: string; readonly section: string | undefined },
): FoundRun => {
  const planned = events.findLast(event => event.type === 'commit.planned')
  const targets = planned?.data.targets.filter(target => target.file === file) ?? []
  const target =
    targets.find(each => each.section === section) ??
    targets.find(each => section?.startsWith(`${each.section} > `)) ??
    targets[0]
  const draft = events.findLast(
    event => event.type === 'target.drafted' && event.data.target === target?.id,
  )
  const drafted = draft?.type === 'target.drafted' ? draft.data : undefined
  const proofs = drafted?.proofs ?? []
  const code = proofs.length > 0 ? proofs.map(proof => proof.file) : pathsOf(planned)
  return {
    told: {
      ...told,
      recorded: true,
      section: target?.section,
      strategy: target?.strategy,
      why: target?.why,
      provider: drafted?.provider,
      model: drafted?.model,
      template: drafted?.template,
      cached: drafted?.cached,
      proofs,
      attempts: 1 + events.filter(({ type }) => type === 'retry.requested').length,
    },
    code: [...new Set(code)].filter(path => path !== file),
  }
}

const pathsOf = (planned: CommitEvent | undefined): readonly string[] =>
  planned?.type === 'commit.planned'
    ? planned.data.files.filter(({ status }) => status !== 'deleted').map(({ path }) => path)
    : []
