import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { configHooksUnknown, hooksElsewhere } from '../../errors.ts'
import type { HookInstallation, HookRemoval, Hooks, HookWay } from '../../ports/hooks.ts'
import { makeFolder, writeStateFile } from '../state/files.ts'
import { inboxFolder } from '../state/inbox.ts'
import { hookNames, sharedCallOf } from './block.ts'
import { installInConfig, knowsConfigHooks, removeFromConfig } from './config.ts'
import { type FileDeed, installInFiles, removeFromFiles } from './files.ts'
import { type Launch, launchFile, launchText, ownFolder, scriptFile } from './launch.ts'
import { managersOf } from './managers.ts'
import { type HookPlace, hooksFolder, isInside } from './place.ts'
import { hookScript } from './script.ts'

export interface HookOptions extends HookPlace {
  /** As `git version` prints it. */
  readonly gitVersion: string
  readonly launch: Launch
  /** The state folder, absolute. */
  readonly stateFolder: string
}

/** The hooks of one repository: installed once for all its worktrees. */
export const openHooks = (options: HookOptions): Hooks => ({
  enable: way => enable(options, way),
  disable: () => disable(options),
})

const enable = async (options: HookOptions, wanted?: HookWay): Promise<HookInstallation> => {
  const { commonDirectory, gitVersion, launch } = options
  const way = wanted ?? (knowsConfigHooks(gitVersion) ? 'config' : 'files')
  const folder = await hooksFolder(options)
  const managers = await managersOf(options, folder)
  if (way === 'config' && !knowsConfigHooks(gitVersion)) throw configHooksUnknown(gitVersion)
  if (way === 'files' && !(await isInside(folder, commonDirectory)))
    throw hooksElsewhere(folder, await whereIs(options, folder))

  await makeFolder(ownFolder(commonDirectory))
  await makeFolder(inboxFolder(options.stateFolder))
  await writeStateFile(scriptFile(commonDirectory), hookScript)
  await writeStateFile(launchFile(commonDirectory), launchText(launch))
  if (way !== 'config') await removeFromConfig(options)
  if (way !== 'files') await removeFromFiles(options)
  if (way === 'config') await installInConfig(options)
  const files = way === 'files' ? await installInFiles(options) : []
  return {
    way,
    hooks: hookNames.map(hook => ({ hook, where: whereOf(way, hook, files) })),
    lines: way === 'by-hand' ? hookNames.map(hook => ({ hook, line: sharedCallOf(hook) })) : [],
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

const whereOf = (way: HookWay, hook: string, files: readonly FileDeed[]): string => {
  if (way === 'config') return `hook.git-doc-${hook} in the repository's configuration`
  return files.find(file => file.hook === hook)?.file ?? 'the line below'
}

const whereIs = async (place: HookPlace, folder: string) => {
  if (/[\\/]\.husky([\\/]_)?$/.test(folder)) return 'husky'
  return (await isInside(folder, place.root)) ? 'shared' : 'outside'
}

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
      .filter(({ deed }) => deed === 'cut')
      .map(({ file }) => `${file} was changed since: only git-doc's block was taken out of it.`),
  }
}
