import type { Effect } from '../../../engine/kind.ts'
import type { UpstreamEvent, UpstreamRequest, Version } from '../../../events/upstream.ts'
import type { SteppedRun } from '../../../machines/stepped-run.ts'
import type { UpstreamSource } from '../../../ports/settings.ts'
import { shownVersion } from '../../../upstream/names.ts'
import { changeOf, needsApproval } from '../../../upstream/policy.ts'
import { compareLink } from '../../../upstream/repository.ts'
import { currentOf } from '../current.ts'
import { editedFiles } from '../edited-files.ts'
import { requestOf, sourceNamed } from '../source.ts'
import type { World } from '../world.ts'

/**
 * Begins unless a person has to agree first: to a change of this level, to a reload that could not be taken back, or to what becomes of
 * files that they are editing.
 */
export const start: Effect<SteppedRun, UpstreamEvent, World> = async function* (context, world) {
  const request = requestOf(context)
  const source = sourceNamed(request.source, world)
  const { version: current } = await currentOf(request.source, source, [], world)
  const wait =
    (!context.approved && waitsFor(request, source, current)) ||
    waitsForFiles(await editedFiles(source.commit, world))
  if (wait) {
    yield { type: 'apply.deferred', data: wait }
    return
  }
  yield { type: 'run.started', data: {} }
}

const waitsFor = (
  { source: name, to, cause, remote }: UpstreamRequest,
  source: UpstreamSource,
  current: Version | undefined,
) => {
  const level = changeOf(source, current, to)
  const approve = `"git-doc upstream approve ${name}" shows what is new and lets it go on.`
  if (needsApproval(source, level)) {
    const [from, until] = [current?.tag ?? current?.commit, to.tag ?? to.commit]
    const link = from && until ? compareLink(remote, from, until) : undefined
    const change = `${shownVersion(current?.version ?? '')} → ${shownVersion(to.version)}`
    const detail = `${change} is a ${level} change. ${approve}${link ? ` ${link}` : ''}`
    return { reason: 'approval', detail }
  }
  if (cause === 'hand' || source.commands.reload === undefined || source.artifact.length > 0)
    return undefined
  const detail = `It has no \`artifact\`, so a reload could not be taken back if the service is unhealthy afterwards. ${approve}`
  return { reason: 'no-artifact', detail }
}

const waitsForFiles = (files: readonly string[]) => {
  if (files.length === 0) return undefined
  const detail = `${files.slice(0, 3).join(', ')} ${files.length > 1 ? 'have' : 'has'} changes of yours that the update would commit. Commit or stash them.`
  return { reason: 'files-edited', detail }
}
