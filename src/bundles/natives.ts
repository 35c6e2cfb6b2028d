import type { Platform } from './platform.ts'

/**
 * Whether a file of a package goes into the bundle of a platform: prebuilt natives of other platforms do not, and neither does what was
 * built on this machine.
 */
export const belongs = (path: string, platform: Platform): boolean => {
  if (/^build\/(?:Release|Debug)\//.test(path)) return false
  const folder = prebuildFolder(path)
  return folder === undefined || isFor(folder, platform)
}

/** The folder of a prebuilt native, such as `linux-x64` or `darwin-x64+arm64`; undefined for any other file. */
export const prebuildFolder = (path: string): string | undefined =>
  /^prebuilds\/([^/]+)\//.exec(path)?.[1]

/** Whether the package has natives, and none of them for the platform. */
export const lacksNatives = (paths: readonly string[], platform: Platform): boolean => {
  const folders = paths.flatMap(path => prebuildFolder(path) ?? [])
  return folders.length > 0 && !folders.some(folder => isFor(folder, platform))
}

/** Native code that no folder says a platform of. */
export const isUnknownNative = (path: string): boolean =>
  path.endsWith('.node') && prebuildFolder(path) === undefined

const isFor = (folder: string, { system, arch }: Platform): boolean => {
  const [of, ...rest] = folder.split('-')
  return of === system && rest.join('-').split('+').includes(arch)
}
