import { rollbackUnhealthy } from '../../errors/upstream.ts'
import type { Evidence } from '../../events/steps.ts'
import type { Version } from '../../events/upstream.ts'
import type { SteppedRun } from '../../machines/stepped-run.ts'
import { keptFrom } from '../../projections/upstream/installed.ts'
import { runSourceCommand } from './run-command.ts'
import { requestOf, sourceNamed } from './source.ts'
import type { World } from './world.ts'

/** What a rollback came to. */
export interface RolledBack {
  readonly to: Version | undefined
  readonly evidence: readonly Evidence[]
}

/**
 * Puts everything back as it was before a run: the files that were kept, verified byte for byte, and what was checked out; then, with
 * `reloads`, the service is reloaded and must be healthy. It can be repeated at any point.
 */
export const rollBack = async (
  run: string,
  context: SteppedRun,
  reloads: boolean,
  world: World,
): Promise<RolledBack> => {
  const { source: name, to: version } = requestOf(context)
  const source = sourceNamed(name, world)
  const previous = keptFrom(context)
  const evidence: Evidence[] = []
  const keep = context.steps.find(({ id }) => id === 'keep')?.evidence
  const globs = [...source.artifact, ...source.commit]
  if (keep && globs.length > 0) {
    const { files, changed } = await world.tools.restore(name, labelOf(previous), globs, keep.files)
    evidence.push({
      what: 'restore',
      milliseconds: 0,
      files: [...files],
      facts: { changed },
    })
  }
  const { path, commands, timeout: milliseconds } = source
  if (commands.update === undefined && path !== undefined && previous?.commit !== undefined) {
    const { remote } = requestOf(context)
    const checkout = { path, remote, commit: previous.commit, milliseconds }
    await world.tools.checkOut(checkout, world.signal)
    evidence.push({ what: `check out ${previous.commit}`, milliseconds: 0, files: [] })
  }
  for (const step of ['reload', 'health'] as const) {
    if (!reloads || commands[step] === undefined) continue
    // It is told the version that it goes back to, and where it comes from.
    const command = { run, name, source, step, version: previous, previous: version }
    const { state, reason, evidence: of } = await runSourceCommand(command, world)
    if (of) evidence.push(of)
    if (state === 'failed') throw rollbackUnhealthy(name, step, reason ?? '')
  }
  return { to: previous, evidence }
}

/** The name under which files are kept where nobody knows their version. */
export const labelOf = (version: Version | undefined): string => version?.version ?? 'unknown'
