import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The file that starts this git-doc: beside the bundles that this code is in, or, before it is bundled, beside this folder. */
export const ownProgram = (): string => {
  const bundled = fileURLToPath(new URL('../cli/git-doc.js', import.meta.url))
  return existsSync(bundled) ? bundled : fileURLToPath(new URL('../cli.js', import.meta.url))
}
