import { releaseUncommitted } from '../../errors/releases.ts'
import type { Recorded } from '../../events/recorded.ts'
import type { StagingRequest } from '../../events/release.ts'
import { release as kind } from '../../kinds/release/kind.ts'
import { stagingPrefix, stagingsOf } from '../../projections/release/staged.ts'
import type { StagingFacts } from '../../projections/release/stagings.ts'
import { status } from '../../projections/status.ts'
import { nameOf } from '../../releases/release.ts'
import { rulesName } from '../../releases/staging-report.ts'
import { workOpen } from '../work-open.ts'
import { assertRole, personOf, productionAtHead, type ReleaseTools } from './context.ts'
import { type KnownRelease, releaseMeant } from './names.ts'

export interface StageOptions {
  readonly releases: readonly string[]
  /** Makes the names of runs new. */
  readonly id: string
  /** Also what is staged already. */
  readonly force: boolean
  onRecorded?(recorded: Recorded): void
}

export interface Staged {
  readonly run: string
  readonly release: KnownRelease
  /** It was staged before, with this tree and by these rules. */
  readonly again: boolean
}

/**
 * Runs the rules over releases as HEAD has them, each in a run of its own; they are looked at as if all were activated together.
 * PACKAGE_UNKNOWN, RELEASE_UNKNOWN, RELEASE_UNCOMMITTED, ROLE_MISSING.
 */
export const stage = async (
  tools: ReleaseTools,
  { releases: texts, id, force, onRecorded }: StageOptions,
): Promise<readonly Staged[]> => {
  assertRole('stage', await personOf(tools), tools)
  const { commit, tree } = await productionAtHead(tools)
  const releases: KnownRelease[] = []
  for (const text of texts) releases.push(await releaseMeant(text, tools.layout, tree))
  await assertCommitted(releases, tools)
  const staged: Staged[] = []
  for (const release of releases) {
    const run = force ? undefined : await stagedNow(release, tools)
    if (run !== undefined) staged.push({ run, release, again: true })
    else {
      const { package: name, version, tree: of } = release
      const together = releases
        .filter(each => each !== release)
        .map(each => ({ package: each.package, version: each.version }))
      const request = { package: name, version, commit, tree: of, with: together }
      staged.push({ run: await requestStaging(request, id, tools), release, again: false })
    }
  }
  const runs = staged.filter(({ again }) => !again).map(({ run }) => run)
  for await (const recorded of workOpen(kind, tools, { runs })) onRecorded?.(recorded)
  for (const { release } of staged) await skipOlder(release, tools)
  return staged
}

/** What is on the disk and not in HEAD is not looked at: whoever forgot to commit it is told. */
const assertCommitted = async (
  releases: readonly KnownRelease[],
  { git, layout }: ReleaseTools,
): Promise<void> => {
  const dirty = await git.dirty(layout.root)
  for (const release of releases) {
    const own = dirty.filter(path => path.startsWith(`${release.folder}/`))
    if (own.length > 0) throw releaseUncommitted(nameOf(release), own)
  }
}

/** The run that staged a release with this tree by the rules of today. */
const stagedNow = async (
  release: KnownRelease,
  { log, layout }: Pick<ReleaseTools, 'log' | 'layout'>,
): Promise<string | undefined> => {
  const rows = await stagingsOf(release, log, release.tree)
  return rows.find(({ state, context }) => {
    const { steps = [] } = context as { steps?: { evidence?: { facts?: Partial<StagingFacts> } }[] }
    return state === 'success' && steps[0]?.evidence?.facts?.rules === rulesName(layout)
  })?.run
}

/** Records that a staging is asked for; the request that is carried out a second time goes on with the run that it began. */
const requestStaging = async (
  request: StagingRequest,
  id: string,
  { log, attribution }: ReleaseTools,
): Promise<string> => {
  const name = stagingPrefix(request, request.tree)
  const begun = await log.row(status, `${name}.${id}`)
  if (begun) return begun.run
  const run = (await log.row(status, name)) ? `${name}.${id}` : name
  const event = { type: 'run.requested', data: { ...request } }
  await log.append(run, [{ event, id: `requested:${run}`, ...(await attribution()) }], 0)
  return run
}

/** What failed before needs no attention any more, once the release was staged anew. */
const skipOlder = async (release: KnownRelease, tools: ReleaseTools): Promise<void> => {
  const { log } = tools
  const rows = await stagingsOf(release, log)
  const last = rows.at(-1)
  const older = rows.filter(({ run, tag }) => run !== last?.run && tag === 'failed')
  if (older.length === 0 || !last) return
  const event = { type: 'retry.requested', data: {} }
  const cause = { by: 'run' as const, id: last.run }
  await log.appendAll(
    older.map(({ run, version }) => ({ run, events: [{ event, cause }], expected: version })),
  )
  const runs = older.map(({ run }) => run)
  for await (const _ of workOpen(kind, tools, { runs })) {
    // Each of them finds out by itself that nobody needs it.
  }
}
