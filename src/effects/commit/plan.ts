import { findSection } from '../../documentation/address.ts'
import { changeId } from '../../documentation/change-id.ts'
import { type Concern, isProduct } from '../../documentation/concern.ts'
import { signalsOf } from '../../documentation/rank/signals.ts'
import { type Guess, resolution } from '../../documentation/resolve.ts'
import { summarise } from '../../documentation/summary.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { CommitFacts } from '../../ports/repository.ts'
import type { Settings } from '../../ports/settings.ts'
import type { CodeChange, World } from '../../ports/world.ts'
import { checkedOut } from './checked-out.ts'
import { markersIn } from './code-markers.ts'
import { concernOf } from './concern.ts'

type Skipped = Extract<CommitEvent, { type: 'commit.skipped' }>['data']

/** Events stay readable: of a commit that touches thousands of files, these many are listed. */
const filesListed = 200

/** Decides which sections a commit concerns: the same commit, documents and settings give the same plan (SPEC C4). */
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

  const concern = await concernOf(run.commit, world)
  if (claim && !changesCode(concern, settings)) return yield ownCommit(claim)
  if ('skip' in concern) return yield skipped(concern.skip.reason, concern.skip.detail)

  const { code } = concern
  // Git reads while the rest is worked out; what it cannot read is said where it is needed.
  const markers = markersIn(code, world)
  markers.catch(() => {})
  const { commit: head } = await checkedOut(world)
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
  const signals = signalsOf(change)
  const { targets, guess } = resolution({
    ...change,
    signals,
    // To read the past is dear, and nothing is inferred from tests alone.
    past: code.some(({ path }) => isProduct(path))
      ? await world.recall?.(run.commit, signals)
      : undefined,
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

const sharesNothing = 'No section of the documents shares enough with this commit.'

const guessed = ({ file, section, need }: Guess, { inference }: World['settings']): string =>
  `People would hardly have documented it (likelihood ${need.toFixed(2)}, inference.threshold is ${inference.threshold}). The best guess is ${file}, "${section}".`

type Claim = NonNullable<CodeChange['claim']>

/** The run whose documents a commit says it holds. */
const claimOf = ({ trailers }: CommitFacts): Claim | undefined => {
  const run = trailers['git-doc-run']
  return run ? { run, amended: trailers['git-doc-amended'] !== undefined } : undefined
}

/** A squash of code with its doc commit has our trailer too, and is not ours for that. */
const changesCode = (concern: Concern, { mappings }: Settings): boolean =>
  'code' in concern && !concern.code.every(({ path }) => mappings.some(({ file }) => file === path))

const ownCommit = ({ run }: Claim): CommitEvent => skipped('own-commit', `A doc commit of ${run}.`)

const skipped = (
  reason: Skipped['reason'],
  detail: string,
  found: Omit<Skipped, 'reason' | 'detail'> = {},
): CommitEvent => ({ type: 'commit.skipped', data: { reason, detail, ...found } })
