/** A system that a bundle can be made for. */
export interface Platform {
  readonly os: 'linux' | 'darwin' | 'windows'
  readonly arch: 'x64' | 'arm64'
  /** The system as Node names it. */
  readonly system: 'linux' | 'darwin' | 'win32'
  readonly format: Format
}

export type Format = 'tar.gz' | 'zip'

export const platforms: readonly Platform[] = [
  { os: 'linux', arch: 'x64', system: 'linux', format: 'tar.gz' },
  { os: 'linux', arch: 'arm64', system: 'linux', format: 'tar.gz' },
  { os: 'darwin', arch: 'x64', system: 'darwin', format: 'tar.gz' },
  { os: 'darwin', arch: 'arm64', system: 'darwin', format: 'tar.gz' },
  { os: 'windows', arch: 'x64', system: 'win32', format: 'zip' },
]

/** Such as `linux-x64`. */
export const platformName = ({ os, arch }: Pick<Platform, 'os' | 'arch'>): string => `${os}-${arch}`

export const platformNamed = (name: string): Platform | undefined =>
  platforms.find(platform => platformName(platform) === name)

/** The platform of a process, from how Node names its system and its processor. */
export const platformOf = (system: string, arch: string): Platform | undefined =>
  platforms.find(platform => platform.system === system && platform.arch === arch)

/** The folder in a bundle, and the name of its archive without the ending. */
export const bundleName = (version: string, { os, arch }: Platform): string =>
  `git-doc_${version}_${os}_${arch}`

/** Where Node lies in a bundle. */
export const nodePath = ({ system }: Platform): string =>
  system === 'win32' ? 'runtime/node.exe' : 'runtime/node'
