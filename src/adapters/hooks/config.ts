import { git, gitText } from '../git/command.ts'
import { callOf, type HookName, hookNames } from './block.ts'
import { scriptFile } from './launch.ts'
import type { HookPlace } from './place.ts'

/** Whether this Git runs hooks that its configuration names, beside those in files: 2.54 and later. */
export const knowsConfigHooks = (gitVersion: string): boolean => {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(gitVersion)?.map(Number) ?? []
  return major > 2 || (major === 2 && minor >= 54)
}

const sectionOf = (hook: HookName): string => `hook.git-doc-${hook}`

/** Names our hooks in the repository's own configuration; what is there already is left as it is. */
export const installInConfig = async (place: HookPlace): Promise<void> => {
  for (const hook of hookNames) {
    const wanted = { command: callOf(scriptFile(place.commonDirectory), hook), event: hook }
    for (const [key, value] of Object.entries(wanted)) {
      const name = `${sectionOf(hook)}.${key}`
      if ((await valuesOf(place, name)).join('\0') === value) continue
      await gitText(['config', '--local', '--replace-all', name, value], { cwd: place.root })
    }
  }
}

/** Takes our hooks out of the configuration; those that were there. */
export const removeFromConfig = async (place: HookPlace): Promise<readonly HookName[]> => {
  const found = await inConfig(place)
  for (const hook of found)
    await gitText(['config', '--local', '--remove-section', sectionOf(hook)], { cwd: place.root })
  return found
}

/** Which of our hooks the configuration names. */
export const inConfig = async (place: HookPlace): Promise<readonly HookName[]> => {
  const found: HookName[] = []
  for (const hook of hookNames) {
    const [command, event] = [
      await valuesOf(place, `${sectionOf(hook)}.command`),
      await valuesOf(place, `${sectionOf(hook)}.event`),
    ]
    if (command.length + event.length > 0) found.push(hook)
  }
  return found
}

/** The command that the configuration has for a hook of ours. */
export const commandInConfig = async (
  place: HookPlace,
  hook: HookName,
): Promise<string | undefined> => (await valuesOf(place, `${sectionOf(hook)}.command`))[0]

const valuesOf = async ({ root }: HookPlace, name: string): Promise<readonly string[]> => {
  const { stdout } = await git(['config', '--local', '--null', '--get-all', name], {
    cwd: root,
    codes: [0, 1],
  })
  return stdout.toString().split('\0').slice(0, -1)
}
