import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../ports/health.ts'
import { lastBackground } from '../state/background-log.ts'
import { inboxFolder, waitingNotes } from '../state/inbox.ts'
import { blockOf, callOf, type HookName, hasBlock, hookNames } from './block.ts'
import { commandInConfig, inConfig, knowsConfigHooks } from './config.ts'
import { fileAt } from './files.ts'
import { type Launch, readLaunch, scriptFile } from './launch.ts'
import { managersOf } from './managers.ts'
import { type HookPlace, hooksFolder } from './place.ts'
import { hookScript } from './script.ts'

export interface HealthOptions extends HookPlace {
  /** As `git version` prints it. */
  readonly gitVersion: string
  /** The state folder in force, absolute. */
  readonly stateFolder: string
  /** `state.path` of the configuration. */
  readonly statePath?: string | undefined
}

const again = 'Run "git-doc enable-hook" again.'

/** Whether the hooks are where Git looks, whole, and lead to a program that runs; one finding if none are installed. */
export const hookHealth = async (options: HealthOptions): Promise<readonly Finding[]> => {
  const launch = await readLaunch(options.commonDirectory)
  const configured = await inConfig(options)
  const folder = await hooksFolder(options)
  if (!launch && configured.length === 0 && !(await anyBlock(folder)))
    return [{ name: 'hooks', state: 'ok', detail: 'Not installed: "git-doc enable-hook" does.' }]
  const files = await Promise.all(
    hookNames.map(hook => hookFinding(options, hook, folder, configured)),
  )
  const inFiles = configured.length === 0
  const managers = inFiles ? await managersOf(options, folder) : []
  return [
    ...files,
    await scriptFinding(options),
    await launchFinding(options, launch),
    ...managers.map(
      ({ name, detail, hint }): Finding => ({
        name: `hooks: ${name}`,
        state: 'warning',
        detail,
        hint,
      }),
    ),
    await liveness(options),
  ]
}

const anyBlock = async (folder: string): Promise<boolean> => {
  const found = await Promise.all(hookNames.map(hook => fileAt(join(folder, hook))))
  return found.some(file => file && hasBlock(file.bytes))
}

const hookFinding = async (
  options: HealthOptions,
  hook: HookName,
  folder: string,
  configured: readonly HookName[],
): Promise<Finding> => {
  const name = `hook: ${hook}`
  const script = scriptFile(options.commonDirectory)
  if (configured.includes(hook)) return configFinding(options, hook, name)
  const file = join(folder, hook)
  const found = await fileAt(file)
  if (found && hasBlock(found.bytes)) return fileFinding(name, file, found, script, hook)
  const caller = await callerOf(options.root, hook, file)
  if (caller) return { name, state: 'ok', detail: `It is called by ${caller}.` }
  return {
    name,
    state: 'error',
    detail: `Git looks in ${folder}, and nothing there calls git-doc on ${hook}.`,
    hint: `${again} If a hook manager wrote that file, see docs/hooks.md.`,
  }
}

/** Hook managers keep theirs elsewhere and call them: whoever names our script calls it. */
const callerOf = async (
  root: string,
  hook: HookName,
  file: string,
): Promise<string | undefined> => {
  const shared = [`.husky/${hook}`, 'lefthook.yml', '.lefthook.yml', 'lefthook.yaml']
  for (const path of [file, ...shared.map(name => join(root, name))]) {
    const text = await readFile(path, 'utf8').catch(() => '')
    if (text.includes('git-doc/hook.sh')) return path
  }
}

const configFinding = async (
  options: HealthOptions,
  hook: HookName,
  name: string,
): Promise<Finding> => {
  if (!knowsConfigHooks(options.gitVersion))
    return {
      name,
      state: 'error',
      detail: `It is in the configuration, which ${options.gitVersion.replace(/^git version /, 'Git ')} does not look at.`,
      hint: 'Install Git 2.54 or later, or run "git-doc enable-hook --file-hooks".',
    }
  const command = await commandInConfig(options, hook)
  return command === callOf(scriptFile(options.commonDirectory), hook)
    ? { name, state: 'ok', detail: "It is in Git's configuration." }
    : { name, state: 'warning', detail: 'It was changed in the configuration.', hint: again }
}

const fileFinding = async (
  name: string,
  file: string,
  { bytes, mode }: { readonly bytes: Buffer; readonly mode: number },
  script: string,
  hook: HookName,
): Promise<Finding> => {
  if (process.platform !== 'win32' && (mode & 0o111) === 0)
    return { name, state: 'error', detail: `${file} is not executable.`, hint: again }
  const whole = (['nothing', 'script', 'switched-off'] as const).some(rest =>
    bytes.includes(blockOf(script, hook, rest)),
  )
  return whole
    ? { name, state: 'ok', detail: `It is in ${file}.` }
    : {
        name,
        state: 'warning',
        detail: `Its block in ${file} was changed, or the repository was moved.`,
        hint: again,
      }
}

const scriptFinding = async ({ commonDirectory }: HealthOptions): Promise<Finding> => {
  const file = scriptFile(commonDirectory)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === hookScript) return { name: 'hook script', state: 'ok', detail: file }
  return {
    name: 'hook script',
    state: text === undefined ? 'error' : 'warning',
    detail: text === undefined ? `${file} is missing.` : `${file} is not this version's.`,
    hint: again,
  }
}

const launchFinding = async (
  { statePath, stateFolder }: HealthOptions,
  launch: Launch | undefined,
): Promise<Finding> => {
  const name = 'hook program'
  const bad = (detail: string): Finding => ({ name, state: 'error', detail, hint: again })
  if (!launch) return bad('What the hook is to start is not on record.')
  if (!(await can(launch.cli, constants.R_OK))) return bad(`${launch.cli} is gone.`)
  if (launch.state !== statePath)
    return bad('The hook leaves its notes in another state folder than the one in force.')
  if (!(await can(inboxFolder(stateFolder), constants.W_OK)))
    return bad(`Notes cannot be left in ${inboxFolder(stateFolder)}.`)
  if (!(await can(launch.node, constants.X_OK)))
    return {
      name,
      state: 'warning',
      detail: `${launch.node} is gone: the hook takes "node" from PATH, which a graphical program may not have.`,
      hint: again,
    }
  const version = await versionOf(launch)
  return version
    ? { name, state: 'ok', detail: `${launch.cli}, version ${version}` }
    : bad(`${launch.cli} does not run.`)
}

const versionOf = ({ node, cli }: Launch): Promise<string | undefined> =>
  new Promise(resolve => {
    execFile(node, [cli, 'version'], { timeout: 10_000, windowsHide: true }, (error, stdout) =>
      resolve(error ? undefined : stdout.trim()),
    )
  })

const can = (path: string, how: number): Promise<boolean> =>
  access(path, how).then(
    () => true,
    () => false,
  )

/** A note that nobody takes up is how a hook that cannot start anything shows itself. */
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
      detail: `${waiting.length} notes wait, the oldest for ${oldest} minutes. ${said}`,
      hint: '"git-doc update" takes them up, and says what is in the way.',
    }
  return { name, state: 'ok', detail: said }
}
