import { createRequire } from 'node:module'

/** The version of this package, found by its name: bundled, built and under test its files lie in other folders. */
export const packageVersion = (): string =>
  createRequire(import.meta.url)('git-doc/package.json').version
