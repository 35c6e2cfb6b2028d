import { existsSync } from 'node:fs'
import { type Check, type Diagnosis, doctor } from '../commands/doctor.ts'
import type { Finding } from '../ports/health.ts'
import type { Repository } from '../ports/repository.ts'
import { checkLog, type LogCheck } from './log-check.ts'
import { allViews, logFolder, openRepositoryAt, type Place, settled, stateFolder } from './place.ts'
import { readableLog } from './reading.ts'

/** What was found, and what a repair needs to know of it. */
export interface Examination extends Diagnosis {
  readonly folder: string
  readonly check: LogCheck
  readonly leftOvers: readonly string[]
}

/** Looks at everything git-doc relies on here. Takes no lock and changes nothing. NOT_A_REPOSITORY outside of one. */
export const examine = async (place: Place): Promise<Examination> => {
  const repository = await openRepositoryAt(place.cwd)
  try {
    const { facts } = repository
    const { findings: configuration, folder, statePath } = await configured(repository, place)
    const git = await import('../adapters/git/health.ts')
    const state = await import('../adapters/state/health.ts')
    const level = await import('../adapters/level/health.ts')
    const log = logFolder(folder)
    const check = await checkLog(log, await level.segmentEnds(log))
    const leftOvers = [...(await state.leftOvers(folder)), ...(await halfMade(log))]
    // One line for each part that is looked at.
    const checks: readonly Check[] = [
      { name: 'git', look: () => git.gitHealth(facts.root) },
      { name: 'node', look: async () => [nodeFinding(process.versions.node)] },
      { name: 'configuration', look: async () => configuration },
      { name: 'state folder', look: () => state.stateFolderHealth(folder) },
      { name: 'run lock', look: () => state.runLockHealth(folder) },
      { name: 'log', look: async () => [logFinding(check)] },
      { name: 'views', look: async () => viewFindings(check) },
      { name: 'anchor', look: () => level.anchorHealth(log) },
      { name: 'segments', look: () => level.segmentsHealth(log, check.log) },
      { name: 'publication', look: () => git.publicationHealth(facts) },
      { name: 'doc commits', look: () => docCommits(folder, check, repository) },
      { name: 'hooks', look: () => hooks(facts, folder, statePath) },
      { name: 'left-overs', look: async () => [leftOverFinding(leftOvers)] },
    ]
    return { ...(await doctor(checks)), folder, check, leftOvers }
  } finally {
    await repository.close()
  }
}

/** The state folder of a place, whatever the configuration is like. */
export const stateFolderAt = async (repository: Repository, place: Place): Promise<string> =>
  (await configured(repository, place)).folder

/** A configuration that cannot be loaded is a finding; the state folder is then where it is by default. */
const configured = async (
  repository: Repository,
  place: Place,
): Promise<{
  readonly findings: readonly Finding[]
  readonly folder: string
  /** `state.path` of the configuration. */
  readonly statePath: string | undefined
}> => {
  const name = 'configuration'
  const { root, commonDirectory } = repository.facts
  let folder = stateFolder(root, commonDirectory, undefined)
  let statePath: string | undefined
  let findings: readonly Finding[] = []
  const check: Check = {
    name,
    async look() {
      const loaded = await settled(repository, place, 'warn')
      folder = loaded.folder
      statePath = loaded.settings.state.path
      const detail = loaded.found ? `${loaded.path} is in order.` : 'No file: the defaults hold.'
      if (loaded.warnings.length === 0) return [{ name, state: 'ok', detail }]
      return loaded.warnings.map(warning => ({ name, state: 'warning', detail: warning }))
    },
  }
  findings = (await doctor([check])).findings
  return { findings, folder, statePath }
}

const hooks = async (
  { root, commonDirectory }: Repository['facts'],
  stateFolder: string,
  statePath: string | undefined,
): Promise<readonly Finding[]> => {
  const { gitText } = await import('../adapters/git/command.ts')
  const { hookHealth } = await import('../adapters/hooks/health.ts')
  const gitVersion = await gitText(['version'], { cwd: root })
  return hookHealth({ root, commonDirectory, gitVersion, stateFolder, statePath })
}

const nodeFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const recent = major > 20 || (major === 20 && minor >= 19)
  return recent
    ? { name: 'node', state: 'ok', detail: `Node ${version}.` }
    : {
        name: 'node',
        state: 'error',
        detail: `Node ${version} is too old.`,
        hint: 'Install Node 20.19 or later.',
      }
}

const repairHint =
  '"git-doc doctor --repair" rebuilds it from what segments, the log and Git still hold, and keeps the damaged one.'

const logFinding = ({ log, failed, ended, verified }: LogCheck): Finding => {
  const name = 'log'
  if (log) {
    const detail = `${log.position} events of ${log.runs} runs, each as it was written.`
    return { name, state: 'ok', detail }
  }
  if (failed) {
    const damaged = failed.code === 'LOG_DAMAGED'
    return {
      name,
      state: 'error',
      detail: failed.message,
      hint: damaged ? repairHint : failed.hint,
    }
  }
  const detail = `The event log is damaged behind position ${verified}: LevelDB gave up on it (${ended}).`
  return { name, state: 'error', detail, hint: repairHint }
}

const viewFindings = ({ log, views, failed, ended }: LogCheck): readonly Finding[] => {
  const name = 'views'
  if (!log) {
    return [{ name, state: 'warning', detail: 'Not looked at: they are folded from the log.' }]
  }
  if (!views) {
    const detail = failed?.message ?? `LevelDB gave up on them (${ended}).`
    return [{ name, state: 'error', detail, hint: repairHint }]
  }
  const wrong = views.filter(({ differences }) => differences.length > 0)
  if (wrong.length === 0) {
    const rows = views.reduce((sum, view) => sum + view.rows, 0)
    return [{ name, state: 'ok', detail: `${rows} rows, as folded from the log.` }]
  }
  return wrong.map(({ view, rows, differences }) => ({
    name,
    state: 'error',
    detail: `${differences.length} of the ${rows} rows of ${view} differ from the events, such as ${differences[0]}.`,
    hint: repairHint,
  }))
}

const docCommits = async (
  folder: string,
  { log, views }: LogCheck,
  repository: Repository,
): Promise<readonly Finding[]> => {
  const name = 'doc commits'
  if (!log || !views) {
    return [{ name, state: 'warning', detail: 'Not compared with Git while the log is damaged.' }]
  }
  const { listDocCommits } = await import('../adapters/git/doc-commit-list.ts')
  const { docCommitFindings } = await import('../commands/doc-commits.ts')
  const found = await listDocCommits(repository.facts.root)
  const { commitRows } = await import('../commands/recover.ts')
  const copy = await readableLog(folder, await allViews())
  try {
    return await docCommitFindings(await commitRows(copy), found, repository)
  } finally {
    await copy.close()
  }
}

/** A log that was being made anew when its process was killed, unless one is at it now. */
const halfMade = async (log: string): Promise<readonly string[]> => {
  const { rebuiltFolder } = await import('../adapters/level/rebuild.ts')
  const { readRunLock } = await import('../adapters/state/run-lock.ts')
  const lock = await readRunLock(log.replace(/[/\\][^/\\]*$/, ''))
  const idle = lock === undefined || lock.stale
  return idle && existsSync(rebuiltFolder(log)) ? [rebuiltFolder(log)] : []
}

const leftOverFinding = (paths: readonly string[]): Finding => {
  const name = 'left-overs'
  if (paths.length === 0) return { name, state: 'ok', detail: 'None.' }
  const detail = `${paths.length} that killed processes left, such as ${paths[0]}.`
  return { name, state: 'warning', detail, hint: '"git-doc doctor --repair" removes them.' }
}
