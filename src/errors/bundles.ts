import { GitDocError } from './error.ts'

export const bundleNotBuilt = (file: string) =>
  new GitDocError('BUNDLE_NOT_BUILT', `This installation of git-doc has no ${file}.`, {
    hint: 'In a checkout, run "npm run build" first. Elsewhere, install git-doc again.',
  })

export const bundleDependencyMissing = (name: string, of: string) =>
  new GitDocError('BUNDLE_DEPENDENCY_MISSING', `${of} needs ${name}, which is not installed.`, {
    hint: 'Run "npm install" where git-doc is installed.',
  })

export const bundleNativeMissing = (name: string, platform: string) =>
  new GitDocError(
    'BUNDLE_NATIVE_MISSING',
    `${name} is installed without its native part for ${platform}.`,
    { hint: `Install ${name} again with npm, which brings the parts of all platforms.` },
  )

export const bundlePathTooLong = (path: string) =>
  new GitDocError('BUNDLE_PATH_TOO_LONG', `The path ${path} is too long for a tar archive.`, {
    hint: 'Report it: a package of git-doc has a file that cannot be bundled.',
  })

export const bundleNodeUnavailable = (name: string, why: string, cause?: unknown) =>
  new GitDocError('BUNDLE_NODE_UNAVAILABLE', `Node cannot be had from npm (${name}): ${why}.`, {
    hint: 'Run it where npm reaches its registry, or name a Node for that platform with --node <file>.',
    cause,
  })

/** The archive is not the one that was pinned. */
export const bundleNodeChanged = (name: string) =>
  new GitDocError(
    'BUNDLE_NODE_CHANGED',
    `The registry's ${name} is not the package that git-doc knows: its SHA-512 differs.`,
    { hint: 'Do not use it. Look at which registry npm is configured for.' },
  )

export const bundleWrongNode = (file: string, platform: string) =>
  new GitDocError('BUNDLE_WRONG_NODE', `${file} is no program for ${platform}.`, {
    hint: `Name the program of a Node for ${platform} with --node.`,
  })

export const bundleUnreadable = (file: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('BUNDLE_UNREADABLE', `${file} cannot be read (${cause.code}).`, {
    hint: 'Name a file that exists and that you may read.',
    cause,
  })

export const bundleUnwritable = (file: string, cause: NodeJS.ErrnoException) =>
  new GitDocError('BUNDLE_UNWRITABLE', `${file} cannot be written (${cause.code}).`, {
    hint: 'Name another folder with --output, or make room.',
    cause,
  })

export const bundleForOthers = (platform: string) =>
  new GitDocError('BUNDLE_FOR_OTHERS', `The bundle is for ${platform} and cannot run here.`, {
    hint: 'Run "git-doc bundle verify --run" on such a machine, or leave --run out.',
  })
