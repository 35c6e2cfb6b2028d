import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The file that starts this git-doc: beside the bundles that this code is in, or, before it is bundled, beside this folder. */
export const ownProgram = (): string => {
  const bundled = fileURLToPath(new URL('../cli/git-doc.js', import.meta.url))
  return existsSync(bundled) ? bundled : fileURLToPath(new URL('../cli.js', import.meta.url))
}

/** How this git-doc is started for the same repository, with the configuration file that the person named. */
export const ownCommand = (root: string, config: string): readonly string[] => {
  const named = config === join(root, '.git-doc', 'config.toml') ? [] : ['--config', config]
  return [process.execPath, ownProgram(), ...named]
}
