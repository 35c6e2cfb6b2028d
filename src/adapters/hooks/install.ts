import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { configHooksUnknown, hooksElsewhere } from '../../errors/hooks.ts'
import type { HookInstallation, HookName, HookRemoval, Hooks, HookWay } from '../../ports/hooks.ts'
import { makeFolder, makeStateFolder, writeStateFile } from '../state/files.ts'
import { inboxFolder } from '../state/inbox-folder.ts'
import { readJobHooks, writeJobHooks } from '../state/job-hooks.ts'
import { documentHooks, hasBlock, hookNames, sharedCallOf } from './block.ts'
import { inConfig, installInConfig, knowsConfigHooks, removeFromConfig } from './config.ts'
import { fileAt, installInFiles, removeFromFiles } from './files.ts'
import { type HookPaths, hooksFolder, isInside } from './hooks-folder.ts'
import { type Launch, launchFile, launchText, ownFolder, scriptFile } from './launch.ts'
import { managersOf } from './managers.ts'
import { hookScript } from './script.ts'

export interface HookOptions extends HookPaths {
  /** As `git version` prints it. */
  readonly gitVersion: string
  readonly launch: Launch
  /** The state folder, absolute. */
  readonly stateFolder: string
}

/** The hooks of one repository: installed once for all its worktrees. */
export const openHooks = (options: HookOptions): Hooks => ({
  enable: (way, { hooks, dryRun = false } = {}) => enable(options, way, hooks, dryRun),
  disable: ({ dryRun = false } = {}) => (dryRun ? removable(options) : disable(options)),
})

const enable = async (
  options: HookOptions,
  wanted: HookWay | undefined,
  asked: readonly HookName[] | undefined,
  dryRun: boolean,
): Promise<HookInstallation> => {
  const { commonDirectory, gitVersion, launch, stateFolder } = options
  const way = wanted ?? (knowsConfigHooks(gitVersion) ? 'config' : 'files')
  const folder = await hooksFolder(options)
  const managers = await managersOf(options, folder)
  if (way === 'config' && !knowsConfigHooks(gitVersion)) throw configHooksUnknown(gitVersion)
  if (way === 'files' && !(await isInside(folder, commonDirectory)))
    throw hooksElsewhere(folder, await whereIs(options, folder))

  const hooks = installed(asked ?? (await readJobHooks(stateFolder)))
  if (!dryRun) {
    await install(options, way, hooks)
    if (asked) await writeJobHooks(stateFolder, asked)
  }
  return {
    way,
    hooks: hooks.map(hook => ({ hook, where: whereOf(way, hook, folder) })),
    lines: way === 'by-hand' ? hooks.map(hook => ({ hook, line: sharedCallOf(hook) })) : [],
    warnings: [
      ...(way === 'files' ? managers.map(({ detail, hint }) => `${detail} ${hint}`) : []),
      ...(launch.cli.includes('_npx')
        ? [
            'git-doc was started by npx, whose copy goes one day: install it to keep the hooks alive.',
          ]
        : []),
    ],
  }
}

/** Those that documents need, and those that jobs ask for. */
const installed = (asked: readonly HookName[]): readonly HookName[] =>
  hookNames.filter(hook => documentHooks.includes(hook) || asked.includes(hook))

const install = async (
  options: HookOptions,
  way: HookWay,
  hooks: readonly HookName[],
): Promise<void> => {
  const { commonDirectory, stateFolder, launch } = options
  await makeFolder(ownFolder(commonDirectory))
  await makeStateFolder(stateFolder, commonDirectory)
  await makeFolder(inboxFolder(stateFolder))
  await writeStateFile(scriptFile(commonDirectory), hookScript)
  await writeStateFile(launchFile(commonDirectory), launchText(launch))
  if (way !== 'config') await removeFromConfig(options)
  if (way !== 'files') await removeFromFiles(options)
  if (way === 'config') await installInConfig(options, hooks)
  if (way === 'files') await installInFiles(options, hooks)
}

const whereOf = (way: HookWay, hook: string, folder: string): string => {
  if (way === 'config') return `hook.git-doc-${hook} in the repository's configuration`
  return way === 'files' ? join(folder, hook) : 'the line below'
}

const whereIs = async (place: HookPaths, folder: string) => {
  if (/[\\/]\.husky([\\/]_)?$/.test(folder)) return 'husky'
  return (await isInside(folder, place.root)) ? 'shared' : 'outside'
}

/** What `disable` would remove. */
const removable = async (options: HookOptions): Promise<HookRemoval> => {
  const configured = await inConfig(options)
  const folder = await hooksFolder(options)
  const files = await Promise.all(
    hookNames.map(async hook => hasBlock((await fileAt(join(folder, hook)))?.bytes ?? nothing)),
  )
  return {
    hooks: hookNames.filter((hook, at) => configured.has(hook) || files[at]),
    warnings: [],
  }
}

const nothing = new Uint8Array()

const disable = async (options: HookOptions): Promise<HookRemoval> => {
  const { commonDirectory } = options
  const inConfig = await removeFromConfig(options)
  const files = await removeFromFiles(options)
  await rm(scriptFile(commonDirectory), { force: true })
  await rm(launchFile(commonDirectory), { force: true })
  await rm(join(options.stateFolder, 'waking'), { force: true })
  await rmdir(join(ownFolder(commonDirectory), 'backup')).catch(() => {})
  return {
    hooks: hookNames.filter(
      hook => inConfig.includes(hook) || files.some(file => file.hook === hook),
    ),
    warnings: files
      .filter(({ change }) => change === 'cut')
      .map(({ file }) => `${file} was changed since: only git-doc's block was taken out of it.`),
  }
}
