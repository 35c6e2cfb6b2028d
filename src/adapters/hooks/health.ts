import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, sound } from '../../ports/health.ts'
import type { HookName } from '../../ports/hooks.ts'
import { lastBackground } from '../state/background-log.ts'
import { waitingNotes } from '../state/inbox.ts'
import { inboxFolder } from '../state/inbox-folder.ts'
import { readJobHooks } from '../state/job-hooks.ts'
import { documentHooks, hasBlock, hookNames } from './block.ts'
import { inConfig } from './config.ts'
import { fileAt } from './files.ts'
import { again, type GitPaths, hookFindings } from './hook-health.ts'
import { hooksFolder } from './hooks-folder.ts'
import { type Launch, readLaunch, scriptFile } from './launch.ts'
import { managersOf } from './managers.ts'
import { hookScript } from './script.ts'

export interface HealthOptions extends GitPaths {
  /** The state folder in force, absolute. */
  readonly stateFolder: string
  /** `state.db_path` of the configuration. */
  readonly statePath?: string | undefined
  /** The hooks that jobs ask for; if undefined, those that were written down when the job files were last read. */
  readonly asked?: readonly HookName[] | undefined
  /** The hooks in which releases are guarded. */
  readonly guards?: readonly HookName[] | undefined
}

/**
 * Whether the hooks are where Git looks, whole, and lead to a program that runs. If none are installed, one finding, or one for
 * each that a job asks for or that guards releases.
 */
export const hookHealth = async (options: HealthOptions): Promise<readonly Finding[]> => {
  const launch = await readLaunch(options.commonDirectory)
  const { guards = [] } = options
  const known = options.asked ?? (await readJobHooks(options.stateFolder))
  const asked = [...new Set([...known, ...guards])]
  const configured = await inConfig(options)
  const folder = await hooksFolder(options)
  const here = await withBlocks(folder)
  if (!launch && configured.size === 0 && here.length === 0) return notInstalled(asked, guards)
  const wanted = hookNames.filter(hook =>
    [...documentHooks, ...asked, ...configured.keys(), ...here].includes(hook),
  )
  const managers = configured.size === 0 ? await managersOf(options, folder) : []
  return [
    ...(await hookFindings(options, wanted)),
    await scriptFinding(options),
    await launchFinding(options, launch),
    ...managers.map(
      ({ name, detail, hint }): Finding => ({
        name: `hooks: ${name}`,
        state: 'warning',
        code: 'HOOK_MANAGER',
        detail,
        hint,
      }),
    ),
    await liveness(options),
  ]
}

const notInstalled = (
  asked: readonly HookName[],
  guards: readonly HookName[],
): readonly Finding[] =>
  asked.length === 0
    ? [sound('hooks', 'Not installed. "git-doc enable-hook" installs them.')]
    : asked.map(hook => ({
        name: `hook: ${hook}`,
        state: 'warning',
        code: 'HOOK_MISSING',
        detail: guards.includes(hook)
          ? `Releases are guarded in ${hook}, and no hook is installed.`
          : `A job asks for ${hook}, and no hook is installed.`,
        hint: 'Run "git-doc enable-hook".',
      }))

/** The hooks whose files have our block. */
const withBlocks = async (folder: string): Promise<readonly HookName[]> => {
  const files = await Promise.all(hookNames.map(hook => fileAt(join(folder, hook))))
  return hookNames.filter((_, at) => hasBlock(files[at]?.bytes ?? new Uint8Array()))
}

const scriptFinding = async ({ commonDirectory }: HealthOptions): Promise<Finding> => {
  const file = scriptFile(commonDirectory)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === hookScript) return sound('hook script', file)
  return {
    name: 'hook script',
    state: text === undefined ? 'error' : 'warning',
    code: text === undefined ? 'HOOK_SCRIPT_MISSING' : 'HOOK_SCRIPT_CHANGED',
    detail: text === undefined ? `${file} is missing.` : `${file} is not this version's.`,
    hint: again,
  }
}

const launchFinding = async (
  { statePath, stateFolder }: HealthOptions,
  launch: Launch | undefined,
): Promise<Finding> => {
  const name = 'hook program'
  const bad = (code: string, detail: string): Finding => ({
    name,
    state: 'error',
    code,
    detail,
    hint: again,
  })
  if (!launch) return bad('HOOK_LAUNCH_MISSING', 'It is not recorded what the hook starts.')
  if (!(await can(launch.cli, constants.R_OK)))
    return bad('HOOK_PROGRAM_MISSING', `${launch.cli} is gone.`)
  if (launch.state !== statePath)
    return bad(
      'HOOK_STATE_ELSEWHERE',
      'The hook leaves its notes in another state folder than the configured one.',
    )
  if (!(await can(inboxFolder(stateFolder), constants.W_OK)))
    return bad('HOOK_INBOX_UNWRITABLE', `Notes cannot be left in ${inboxFolder(stateFolder)}.`)
  if (!(await can(launch.node, constants.X_OK)))
    return {
      name,
      state: 'warning',
      code: 'HOOK_NODE_MISSING',
      detail: `${launch.node} is gone: the hook takes "node" from PATH, which a graphical program may not have.`,
      hint: again,
    }
  const version = await versionOf(launch)
  return version
    ? sound(name, `${launch.cli}, version ${version}`)
    : bad('HOOK_PROGRAM_BROKEN', `${launch.cli} does not run.`)
}

const versionOf = ({ node, cli }: Launch): Promise<string | undefined> =>
  new Promise(resolve => {
    execFile(node, [cli, 'version'], { timeout: 60_000, windowsHide: true }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    )
  })

const can = (path: string, how: number): Promise<boolean> =>
  access(path, how).then(
    () => true,
    () => false,
  )

/** Notes that stay unread are the sign of a hook that cannot start git-doc. */
const liveness = async ({ stateFolder }: HealthOptions): Promise<Finding> => {
  const name = 'hook activity'
  const last = await lastBackground(stateFolder)
  const said = last ? `The last run in the background, at ${last.at}: ${last.what}` : 'No run yet.'
  const waiting = await waitingNotes(stateFolder)
  const ages = await Promise.all(
    waiting.map(note =>
      stat(join(inboxFolder(stateFolder), note)).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      ),
    ),
  )
  const oldest = Math.floor(Math.max(0, ...ages) / 60_000)
  if (oldest >= 10)
    return {
      name,
      state: 'warning',
      code: 'HOOK_NOTES_WAIT',
      detail: `${waiting.length} notes wait, the oldest for ${oldest} minutes. ${said}`,
      hint: '"git-doc update" reads them, and says what is in the way.',
    }
  return sound(name, said)
}
