import { findSection } from '../../documentation/address.ts'
import { concerning } from '../../documentation/concern.ts'
import { signalsOf } from '../../documentation/rank-signals.ts'
import { type Guess, resolution } from '../../documentation/resolve.ts'
import { summarise } from '../../documentation/summary.ts'
import type { CommitEvent } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { World } from '../../ports.ts'
import { checkedOut } from './checked-out.ts'

type Skipped = Extract<CommitEvent, { type: 'commit.skipped' }>['data']['reason']

/** Events stay readable: of a commit that touches thousands of files, these many are listed. */
const filesListed = 200

/** Decides which sections a commit concerns: the same commit, documents and settings give the same plan (SPEC C4). */
export async function* plan(run: CommitRun, world: World): AsyncGenerator<CommitEvent> {
  const { repository, settings } = world
  const facts = await repository.commit(run.commit)
  if (facts.trailers['git-doc-run']) {
    return yield skipped('own-commit', `A doc commit of ${facts.trailers['git-doc-run']}.`)
  }
  if (facts.shallowBoundary) {
    return yield skipped(
      'shallow-boundary',
      'This shallow clone ends here, so what the commit changed cannot be known.',
    )
  }

  const diff = await repository.diff(run.commit)
  const paths = diff.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]))
  const concern = concerning(diff, {
    docFiles: settings.docFiles,
    ignore: settings.ignore,
    ignored: await world.ignored(paths),
  })
  if ('skip' in concern) return yield skipped(concern.skip.reason, concern.skip.detail)

  const { commit: head } = await checkedOut(world)
  const { documents, ranker } = await world.documents(head)
  const change = { subject: facts.subject, message: facts.message, changes: concern.code }
  const signals = signalsOf(change)
  const { targets, guess } = resolution({
    ...change,
    signals,
    past: await world.recall?.(run.commit, signals),
    threshold: settings.inference.threshold,
    documents,
    mappings: settings.mappings,
    ranker,
    find: findSection,
  })
  if (targets.length === 0) {
    return yield skipped('no-section', guess ? guessed(guess, settings) : sharesNothing)
  }

  const omitted = concern.code.length - filesListed
  yield {
    type: 'commit.planned',
    data: {
      head,
      files: concern.code.slice(0, filesListed).map(summarise),
      ...(omitted > 0 ? { filesOmitted: omitted } : {}),
      targets,
    },
  }
}

const sharesNothing = 'No section of the documents shares enough with this commit.'

const guessed = ({ file, section, need }: Guess, { inference }: World['settings']): string =>
  `People would hardly have documented it (likelihood ${need.toFixed(2)}, inference.threshold is ${inference.threshold}). The best guess is ${file}, "${section}".`

const skipped = (reason: Skipped, detail: string): CommitEvent => ({
  type: 'commit.skipped',
  data: { reason, detail },
})
