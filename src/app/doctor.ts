import { existsSync } from 'node:fs'
import { type Check, type Diagnosis, doctor } from '../commands/doctor.ts'
import { trustHealth } from '../commands/trust-health.ts'
import { type GitDocError, isGitDocError } from '../errors/error.ts'
import { type Finding, sound } from '../ports/health.ts'
import type { Repository } from '../ports/repository.ts'
import type { Mapping } from '../ports/settings.ts'
import { hookFindings, loadedConfiguration, nodeFinding } from './common-findings.ts'
import { checkLog, type LogCheck } from './log-check.ts'
import { logFinding, viewFindings } from './log-findings.ts'
import { allViews, logFolder, now, openRepositoryAt, type Place, settled } from './place.ts'
import { readableLog } from './reading.ts'

/** The findings, and what a repair needs to know about them. */
export interface Examination extends Diagnosis {
  readonly folder: string
  readonly check: LogCheck
  readonly leftOvers: readonly string[]
}

/**
 * Checks everything that git-doc relies on. It takes no lock and changes nothing. Throws NOT_A_REPOSITORY outside a
 * repository.
 */
export const examine = async (place: Place): Promise<Examination> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    return await examineRepository(repository, place)
  } finally {
    await repository.close()
  }
}

/** The same for a repository that is already open. */
export const examineRepository = async (
  repository: Repository,
  place: Place,
): Promise<Examination> => {
  const { facts } = repository
  const { configuration, folder, statePath, makers, mappings, guards } = await loadedConfiguration(
    repository,
    place,
  )
  const git = await import('../adapters/git/health.ts')
  const state = await import('../adapters/state/health.ts')
  const level = await import('../adapters/level/health.ts')
  const log = logFolder(folder)
  const check = await checkLog(log, await level.segmentEnds(log))
  const leftOvers = [...(await state.leftOvers(folder)), ...(await unfinishedRebuild(folder))]
  // One line for each part to check.
  const checks: readonly Check[] = [
    { name: 'git', look: () => git.gitHealth(facts.root) },
    { name: 'node', look: async () => [nodeFinding(process.versions.node)] },
    { name: 'configuration', look: configuration },
    { name: 'mappings', look: () => mappingFindings(mappings, repository) },
    { name: 'trust', look: () => trustFindings(repository, place) },
    { name: 'state folder', look: () => state.stateFolderHealth(folder) },
    { name: 'run lock', look: () => state.runLockHealth(folder) },
    { name: 'log', look: async () => [logFinding(check)] },
    { name: 'views', look: async () => viewFindings(check) },
    { name: 'anchor', look: () => level.anchorHealth(log) },
    { name: 'segments', look: () => level.segmentsHealth(log, check.log) },
    { name: 'commits', look: () => git.commitHealth(facts, makers) },
    { name: 'publication', look: () => git.publicationHealth(facts) },
    { name: 'doc commits', look: () => docCommits(folder, check, repository) },
    { name: 'alerts', look: () => alerts(folder, check) },
    { name: 'hooks', look: () => hookFindings(facts, { folder, statePath, guards }) },
    { name: 'left-overs', look: async () => [leftOverFinding(leftOvers)] },
  ]
  return { ...(await doctor(checks)), folder, check, leftOvers }
}

/** The state folder of a place, even if the configuration is invalid. */
export const stateFolderAt = async (repository: Repository, place: Place): Promise<string> =>
  (await loadedConfiguration(repository, place)).folder

/** What the repository would have git-doc run, and nobody allowed. A configuration that is wrong is a finding of its own. */
const trustFindings = async (repository: Repository, place: Place): Promise<readonly Finding[]> => {
  const { openTrust } = await import('../adapters/state/trust.ts')
  const { configuredThings } = await import('./trust.ts')
  const { facts } = repository
  const trust = openTrust(facts, now)
  const things = await settled(repository, place).then(
    loaded => configuredThings(loaded, facts),
    () => [],
  )
  return trustHealth(things, trust)
}

/** What `update` skips because its document or section is not in the branch. */
const mappingFindings = async (
  mappings: readonly Mapping[],
  repository: Repository,
): Promise<readonly Finding[]> => {
  const name = 'mappings'
  const { commit } = await repository.head()
  const { openWorkingTree } = await import('../adapters/git/working-tree.ts')
  const { brokenMarkers, markedFiles } = await import('../commands/commit/check/broken-markers.ts')
  const marked = await markedFiles(openWorkingTree(repository.facts))
  if (commit === undefined || mappings.length + marked.length === 0)
    return [sound(name, 'None to look for.')]
  const { decodeDocument } = await import('../documentation/markdown.ts')
  const { mappingFault } = await import('../documentation/drift/mapped-sections.ts')
  const entries = await repository.tree(commit)
  const found: Finding[] = []
  for (const mapping of mappings) {
    const document = await repository.file(commit, mapping.file)
    const fault = faultIn(() =>
      mappingFault(mapping, document && decodeDocument(document.bytes, mapping.file).text, entries),
    )
    if (fault) {
      const { code, message: detail, hint } = fault
      found.push({ name, state: 'warning', code, detail, hint })
    }
  }
  const { commitSnapshot } = await import('../commands/commit/check/snapshot.ts')
  const snapshot = await commitSnapshot(repository, commit)
  for (const { file, message, hint } of await brokenMarkers(snapshot, marked))
    found.push({
      name,
      state: 'warning',
      code: 'MARKER_BROKEN',
      detail: `${file}: ${message}`,
      hint,
    })
  return found.length > 0
    ? found
    : [sound(name, 'Every mapping and every comment in code names a section that is there.')]
}

/** The fault that is found, or that keeps one from being found. */
const faultIn = (look: () => GitDocError | undefined): GitDocError | undefined => {
  try {
    return look()
  } catch (error) {
    if (isGitDocError(error)) return error
    throw error
  }
}

const alerts = async (folder: string, check: LogCheck): Promise<readonly Finding[]> => {
  const { alertFindings } = await import('./alert-findings.ts')
  return alertFindings(folder, check)
}

const docCommits = async (
  folder: string,
  { log, views }: LogCheck,
  repository: Repository,
): Promise<readonly Finding[]> => {
  const name = 'doc commits'
  if (!log || !views) {
    const detail = 'git-doc does not compare a damaged log with Git.'
    return [{ name, state: 'warning', code: 'DOC_COMMITS_NOT_CHECKED', detail }]
  }
  const { listDocCommits } = await import('../adapters/git/doc-commit-list.ts')
  const { docCommitFindings } = await import('../commands/commit/compare-doc-commits.ts')
  const found = await listDocCommits(repository.facts.root)
  const { commitRows } = await import('../commands/commit/recover.ts')
  const copy = await readableLog(folder, await allViews())
  try {
    return await docCommitFindings(await commitRows(copy), found, repository)
  } finally {
    await copy.close()
  }
}

/** A rebuilt log left behind by a killed process; none while another process works here. */
const unfinishedRebuild = async (folder: string): Promise<readonly string[]> => {
  const { rebuiltFolder } = await import('../adapters/level/rebuild.ts')
  const { readRunLock } = await import('../adapters/state/run-lock.ts')
  const lock = await readRunLock(folder)
  const rebuilt = rebuiltFolder(logFolder(folder))
  const isIdle = lock === undefined || lock.stale || lock.mine
  return isIdle && existsSync(rebuilt) ? [rebuilt] : []
}

const leftOverFinding = (paths: readonly string[]): Finding => {
  const name = 'left-overs'
  if (paths.length === 0) return sound(name, 'None.')
  return {
    name,
    state: 'warning',
    code: 'LEFT_OVERS',
    detail: `Killed processes left ${paths.length} files behind, such as ${paths[0]}.`,
    hint: '"git-doc doctor --repair" removes them.',
    repair: 'remove',
  }
}
