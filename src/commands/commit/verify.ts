import { matcher } from '../../documentation/globs.ts'
import { wrongUsage } from '../../errors/usage.ts'
import type { EventLog } from '../../ports/log.ts'
import type { Repository } from '../../ports/repository.ts'
import type { Settings } from '../../ports/settings.ts'
import { commitRun } from '../../projections/commit/run.ts'
import { type Claim, claimsOf, type Verified } from './published-doc-commits.ts'
import { proveClaim, proveCopy, proveUnclaimed } from './verify-doc-commit.ts'

/** What `verify` works with: a copy of the log, and Git. */
export interface Evidence {
  readonly log: EventLog
  readonly repository: Repository
  readonly settings: Pick<Settings, 'docFiles'>
}

/**
 * Proves that doc commits changed only what their events name: the doc commits of one commit (the code commit, a doc
 * commit or a revert), or all in the log and all that HEAD has according to their trailers. Throws USAGE if the commit
 * is none of these.
 */
export async function* verify(evidence: Evidence, revision?: string): AsyncGenerator<Verified> {
  if (revision !== undefined) yield* verifyOne(evidence, revision)
  else yield* verifyAll(evidence)
}

async function* verifyOne(evidence: Evidence, revision: string): AsyncGenerator<Verified> {
  const { log, repository } = evidence
  const commit = await repository.resolve(revision)
  const { trailers } = await repository.commit(commit)
  const run = trailers['git-doc-run']
  const claims = await claimsOf(log, run ?? commitRun(commit))
  if (run !== undefined) return yield await verifyByTrailer(evidence, commit, run, claims)
  if (claims.length === 0) {
    throw wrongUsage(
      `${revision} is not a doc commit and has no recorded one.`,
      '"git-doc status" lists the doc commits.',
    )
  }
  for (const claim of claims) yield await proveClaim(claim, repository)
}

async function* verifyAll(evidence: Evidence): AsyncGenerator<Verified> {
  const { log, repository } = evidence
  const claims = await claimsOf(log)
  for (const claim of claims) yield await proveClaim(claim, repository)
  const known = new Set(claims.map(({ docCommit }) => docCommit))
  const { commit: head } = await repository.head()
  if (head === undefined) return
  for (const id of await repository.commits({ from: [], to: head })) {
    if (known.has(id)) continue
    const run = (await repository.commit(id)).trailers['git-doc-run']
    if (run === undefined) continue
    const ofRun = claims.filter(claim => claim.run === run)
    yield await verifyByTrailer(evidence, id, run, ofRun)
  }
}

/** A commit that names a run: one of its doc commits, a rebased copy of one, or one that the log has lost. */
const verifyByTrailer = async (
  { repository, settings }: Evidence,
  commit: string,
  run: string,
  claims: readonly Claim[],
): Promise<Verified> => {
  const claim = claims.find(({ docCommit }) => docCommit === commit)
  if (claim) return proveClaim(claim, repository)
  const tried: Verified[] = []
  for (const claim of claims) tried.push(await proveCopy(commit, claim, repository))
  const [best] = tried.sort(
    (a, b) => rank(a) - rank(b) || a.violations.length - b.violations.length,
  )
  return best ?? proveUnclaimed(commit, run, repository, matcher(settings.docFiles))
}

const rank = ({ state }: Verified): number => ['proven', 'violated', 'undecided'].indexOf(state)
