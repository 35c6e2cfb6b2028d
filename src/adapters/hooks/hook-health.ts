import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, sound } from '../../ports/health.ts'
import type { HookName } from '../../ports/hooks.ts'
import { blockOf, configCallOf, hasBlock } from './block.ts'
import { inConfig, knowsConfigHooks } from './config.ts'
import { fileAt } from './files.ts'
import { type HookPaths, hooksFolder } from './hooks-folder.ts'
import { readLaunch, scriptFile } from './launch.ts'

export interface GitPaths extends HookPaths {
  /** As `git version` prints it. */
  readonly gitVersion: string
}

/** What to do where a hook is not as it was installed. */
export const again = 'Run "git-doc enable-hook" again.'

/** Whether each of these hooks is where Git looks, and whole. */
export const hookFindings = async (
  place: GitPaths,
  hooks: readonly HookName[],
): Promise<readonly Finding[]> => {
  const configured = await inConfig(place)
  const folder = await hooksFolder(place)
  return Promise.all(
    hooks.map(hook =>
      configured.has(hook)
        ? configFinding(place, hook, configured.get(hook))
        : folderFinding(place, hook, folder),
    ),
  )
}

/** The hooks that Git, as it is set up here, does not call git-doc on. */
export const missingHooks = async (
  place: GitPaths,
  asked: readonly HookName[],
): Promise<readonly HookName[]> => {
  const script = await fileAt(scriptFile(place.commonDirectory))
  if (!script || !(await readLaunch(place.commonDirectory))) return asked
  const findings = await hookFindings(place, asked)
  return asked.filter((_, at) => findings[at]?.state === 'error')
}

const nameOf = (hook: HookName): string => `hook: ${hook}`

const folderFinding = async (place: GitPaths, hook: HookName, folder: string): Promise<Finding> => {
  const file = join(folder, hook)
  const found = await fileAt(file)
  if (found && hasBlock(found.bytes)) return fileFinding(place, hook, file, found)
  const caller = await callerOf(place.root, hook, file)
  if (caller) return sound(nameOf(hook), `It is called by ${caller}.`)
  return {
    name: nameOf(hook),
    state: 'error',
    code: 'HOOK_MISSING',
    detail: `Git looks in ${folder}, and nothing there calls git-doc on ${hook}.`,
    hint: `${again} If a hook manager wrote that file, see docs/hooks.md.`,
  }
}

/** Hook managers keep their hooks elsewhere: a file that names our script, and this hook behind it, calls it. */
const callerOf = async (
  root: string,
  hook: HookName,
  file: string,
): Promise<string | undefined> => {
  const shared = [`.husky/${hook}`, 'lefthook.yml', '.lefthook.yml', 'lefthook.yaml']
  for (const path of [file, ...shared.map(name => join(root, name))]) {
    const text = await readFile(path, 'utf8').catch(() => '')
    // A file of lefthook names its hooks as keys too.
    if (text.includes('git-doc/hook.sh') && new RegExp(`\\s${hook}(?![\\w:-])`).test(text))
      return path
  }
}

const configFinding = (
  { gitVersion, commonDirectory }: GitPaths,
  hook: HookName,
  command: string | undefined,
): Finding => {
  const name = nameOf(hook)
  if (!knowsConfigHooks(gitVersion))
    return {
      name,
      state: 'error',
      code: 'CONFIG_HOOKS_UNKNOWN',
      detail: `It is in the configuration, which ${gitVersion.replace(/^git version /, 'Git ')} does not look at.`,
      hint: 'Install Git 2.54 or later, or run "git-doc enable-hook --file-hooks".',
    }
  return command === configCallOf(scriptFile(commonDirectory), hook)
    ? sound(name, "It is in Git's configuration.")
    : {
        name,
        state: 'warning',
        code: 'HOOK_CHANGED',
        detail: 'It was changed in the configuration.',
        hint: again,
      }
}

const fileFinding = (
  { commonDirectory }: GitPaths,
  hook: HookName,
  file: string,
  { bytes, mode }: { readonly bytes: Buffer; readonly mode: number },
): Finding => {
  const name = nameOf(hook)
  if (process.platform !== 'win32' && (mode & 0o111) === 0)
    return {
      name,
      state: 'error',
      code: 'HOOK_NOT_EXECUTABLE',
      detail: `${file} is not executable.`,
      hint: again,
    }
  const whole = (['nothing', 'script', 'switched-off'] as const).some(rest =>
    bytes.includes(blockOf(scriptFile(commonDirectory), hook, rest)),
  )
  return whole
    ? sound(name, `It is in ${file}.`)
    : {
        name,
        state: 'warning',
        code: 'HOOK_CHANGED',
        detail: `Its block in ${file} was changed, or the repository was moved.`,
        hint: again,
      }
}
