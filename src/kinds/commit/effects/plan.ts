import { findSection } from '../../../documentation/address.ts'
import { changeId } from '../../../documentation/change-id.ts'
import { type Classified, isProduct } from '../../../documentation/classify-changes.ts'
import {
  type RankableCommit,
  type Signals,
  signalsOf,
} from '../../../documentation/rank/signals.ts'
import { type Guess, resolution } from '../../../documentation/resolve.ts'
import { summarise } from '../../../documentation/summary.ts'
import type { CommitEvent } from '../../../events/commit.ts'
import type { CommitRun } from '../../../machines/commit-run.ts'
import type { CommitFacts } from '../../../ports/repository.ts'
import type { Settings } from '../../../ports/settings.ts'
import type { CodeChange, World } from '../world.ts'
import { changesOf } from './classify.ts'
import { markersIn } from './code-markers.ts'
import { documentsCommit } from './head-commit.ts'

type Skipped = Extract<CommitEvent, { type: 'commit.skipped' }>['data']

/** To keep events readable, a plan lists at most this many files. */
const filesListed = 200

/** Decides which sections a commit concerns. The same commit, documents and settings give the same plan (SPEC C4). */
export async function* plan(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { repository, settings } = world
  const facts = await repository.commit(run.commit)
  const claim = claimOf(facts)
  if (facts.shallowBoundary) {
    if (claim) return yield ownCommit(claim)
    return yield skipped(
      'shallow-boundary',
      'This shallow clone ends here, so what the commit changed cannot be known.',
    )
  }

  const changes = await changesOf(run.commit, world)
  if (claim && !changesCode(changes, settings)) return yield ownCommit(claim)
  if ('skip' in changes) return yield skipped(changes.skip.reason, changes.skip.detail)

  const { code } = changes
  // Git reads in the meantime; a read failure surfaces where the result is awaited.
  const markers = markersIn(code, world)
  markers.catch(() => {})
  const head = await documentsCommit(run, world)
  const { commit, rewrites = [] } = run
  const id = changeId(code)
  const already = await world.documented({ commit, head, code, changeId: id, rewrites, claim })
  const found = id === undefined ? {} : { changeId: id }
  if (already) {
    const reason = claim?.amended ? 'own-commit' : 'already-documented'
    const documentedBy = [...already.runs]
    return yield skipped(reason, already.detail, { ...found, documentedBy })
  }
  const files = code.slice(0, filesListed).map(summarise)

  const { documents, ranker } = await world.documents(head)
  const change = { subject: facts.subject, message: facts.message, changes: code }
  const signals = inferable(change)
  const { targets, guess } = resolution({
    ...change,
    signals,
    past: signals && (await world.recall?.(run.commit, signals)),
    threshold: settings.inference.threshold,
    documents,
    mappings: settings.mappings,
    markers: await markers,
    ranker,
    find: findSection,
  })
  if (targets.length === 0) {
    const detail = guess ? guessed(guess, settings) : sharesNothing
    return yield skipped('no-section', detail, { ...found, files })
  }

  const omitted = code.length - filesListed
  yield {
    type: 'commit.planned',
    data: {
      head,
      files,
      ...(omitted > 0 ? { filesOmitted: omitted } : {}),
      targets,
      ...found,
    },
  }
}

/** What a target can be inferred from. Tests alone lead to none, and reading this and the past takes long. */
const inferable = (change: RankableCommit): Signals | undefined =>
  change.changes.some(({ path }) => isProduct(path)) ? signalsOf(change) : undefined

const sharesNothing = 'No section looks related to this commit.'

const guessed = ({ file, section, need }: Guess, { inference }: World['settings']): string =>
  `It probably needs no documentation (likelihood ${need.toFixed(2)}, inference.threshold is ${inference.threshold}). Closest section: ${file}, "${section}".`

type Claim = NonNullable<CodeChange['claim']>

/** The run whose documents this commit contains, according to its trailers. */
const claimOf = ({ trailers }: CommitFacts): Claim | undefined => {
  const run = trailers['git-doc-run']
  return run ? { run, amended: trailers['git-doc-amended'] !== undefined } : undefined
}

/** Whether a commit changes code. A squash of code with its doc commit has our trailer too, but is not a doc commit. */
const changesCode = (changes: Classified, { mappings }: Settings): boolean =>
  'code' in changes && !changes.code.every(({ path }) => mappings.some(({ file }) => file === path))

const ownCommit = ({ run }: Claim): CommitEvent => skipped('own-commit', `A doc commit of ${run}.`)

const skipped = (
  reason: Skipped['reason'],
  detail: string,
  found: Omit<Skipped, 'reason' | 'detail'> = {},
): CommitEvent => ({ type: 'commit.skipped', data: { reason, detail, ...found } })
