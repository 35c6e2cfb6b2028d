import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/**
 * The version of this package. It searches by the package's name, because the files are in different folders when
 * bundled, built or tested.
 */
export const packageVersion = (): string => packageRequire('git-doc/package.json').version

/** The version that is installed now, where this process came from; undefined if it is gone. */
export const installedVersion = (): string | undefined => {
  try {
    return JSON.parse(readFileSync(packageRequire.resolve('git-doc/package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

/** The folder of this package: a checkout, or where it is installed. */
export const packageFolder = (): string => dirname(packageRequire.resolve('git-doc/package.json'))

const packageRequire = createRequire(import.meta.url)
