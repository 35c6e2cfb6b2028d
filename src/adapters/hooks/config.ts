import type { HookName } from '../../ports/hooks.ts'
import { git, gitText } from '../git/command.ts'
import { configCallOf, hookNames } from './block.ts'
import type { HookPaths } from './hooks-folder.ts'
import { scriptFile } from './launch.ts'

/** Whether this Git runs hooks that its configuration names, beside those in files: 2.54 and later. */
export const knowsConfigHooks = (gitVersion: string): boolean => {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(gitVersion)?.map(Number) ?? []
  return major > 2 || (major === 2 && minor >= 54)
}

const sectionOf = (hook: HookName): string => `hook.git-doc-${hook}`

/** Names these hooks of ours in the repository's own configuration, and no others; what is there already is left as it is. */
export const installInConfig = async (
  place: HookPaths,
  hooks: readonly HookName[],
): Promise<void> => {
  const values = await valuesIn(place)
  for (const hook of hooks) {
    const command = configCallOf(scriptFile(place.commonDirectory), hook)
    for (const [key, value] of Object.entries({ command, event: hook })) {
      const name = `${sectionOf(hook)}.${key}`
      if (values.get(name)?.join('\0') === value) continue
      await gitText(['config', '--local', '--replace-all', name, value], { cwd: place.root })
    }
  }
  await removeFromConfig(
    place,
    hookNames.filter(hook => !hooks.includes(hook)),
  )
}

/** Takes hooks of ours out of the configuration; those that were there. */
export const removeFromConfig = async (
  place: HookPaths,
  hooks: readonly HookName[] = hookNames,
): Promise<readonly HookName[]> => {
  const found = [...(await inConfig(place)).keys()].filter(hook => hooks.includes(hook))
  for (const hook of found)
    await gitText(['config', '--local', '--remove-section', sectionOf(hook)], { cwd: place.root })
  return found
}

/** Which of our hooks the configuration names, and with which command. */
export const inConfig = async (
  place: HookPaths,
): Promise<ReadonlyMap<HookName, string | undefined>> => {
  const values = await valuesIn(place)
  return new Map(
    hookNames.flatMap(hook => {
      const [command, event] = ['command', 'event'].map(key =>
        values.get(`${sectionOf(hook)}.${key}`),
      )
      return command || event ? [[hook, command?.[0]] as const] : []
    }),
  )
}

/** What the configuration says of hooks of ours, by its keys. */
const valuesIn = async ({ root }: HookPaths): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { stdout } = await git(
    ['config', '--local', '--null', '--get-regexp', '^hook\\.git-doc-'],
    { cwd: root, codes: [0, 1] },
  )
  const values = new Map<string, string[]>()
  for (const entry of stdout.toString().split('\0').slice(0, -1)) {
    const [key = '', ...lines] = entry.split('\n')
    values.set(key, [...(values.get(key) ?? []), lines.join('\n')])
  }
  return values
}
