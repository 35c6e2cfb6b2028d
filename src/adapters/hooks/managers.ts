import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hookNames } from './block.ts'
import type { HookPaths } from './hooks-folder.ts'

/** Another program that looks after hooks here, and what that means for ours in hook files. */
export interface Manager {
  readonly name: 'husky' | 'lefthook' | 'simple-git-hooks' | 'pre-commit' | 'git-lfs'
  /** What it does to ours, as a sentence. */
  readonly detail: string
  /** What works beside it. */
  readonly hint: string
}

/** Git's own way, which no manager touches. */
const elsewhere = 'Git 2.54 or later runs git-doc beside it (--config-hooks); below that,'

const told: Readonly<Record<Manager['name'], Omit<Manager, 'name'>>> = {
  husky: {
    detail: 'husky makes Git look in .husky/_, which it writes anew, and never runs .git/hooks.',
    hint: `${elsewhere} add each line of "git-doc enable-hook --by-hand" to the file of its hook in .husky.`,
  },
  lefthook: {
    detail: 'lefthook replaces the file of every hook in its configuration, ours within it.',
    hint: `${elsewhere} add the lines of "git-doc enable-hook --by-hand" to lefthook.yml for the hooks that it has.`,
  },
  'simple-git-hooks': {
    detail:
      'simple-git-hooks deletes every hook file that is not in its configuration, ours too, whenever it runs.',
    hint: `${elsewhere} add the lines of "git-doc enable-hook --by-hand" to its configuration, or run "git-doc enable-hook" again after it.`,
  },
  'pre-commit': {
    detail:
      'pre-commit, installed for one of these hooks after us, runs ours first, but without the rewritten commits (post-rewrite); installed again, it drops ours.',
    hint: `${elsewhere} run "git-doc enable-hook" again after "pre-commit install".`,
  },
  'git-lfs': {
    detail: 'git-lfs leaves ours alone, but refuses to install its own hooks where ours are.',
    hint: `${elsewhere} run "git lfs install" first, or "git lfs update --manual".`,
  },
}

/** The managers of hooks found in a repository, by their files and by what is in the hooks. */
export const managersOf = async (place: HookPaths, folder: string): Promise<readonly Manager[]> => {
  const [manifest, hooks] = await Promise.all([
    textOf(join(place.root, 'package.json')),
    Promise.all(hookNames.map(hook => textOf(join(folder, hook)))),
  ])
  const inHooks = hooks.join('\n')
  const has = async (...files: readonly string[]): Promise<boolean> =>
    (await Promise.all(files.map(file => textOf(join(place.root, file))))).some(Boolean)
  const found: Readonly<Record<Manager['name'], boolean>> = {
    husky: /[\\/]\.husky([\\/]_)?$/.test(folder),
    lefthook:
      inHooks.includes('lefthook') ||
      (await has(
        'lefthook.yml',
        'lefthook.yaml',
        '.lefthook.yml',
        '.lefthook.yaml',
        'lefthook.toml',
        'lefthook.json',
      )),
    'simple-git-hooks':
      /"simple-git-hooks"\s*:\s*\{/.test(manifest) ||
      (await has(
        '.simple-git-hooks.json',
        'simple-git-hooks.json',
        '.simple-git-hooks.cjs',
        '.simple-git-hooks.js',
      )),
    'pre-commit': inHooks.includes('pre-commit.com') || (await has('.pre-commit-config.yaml')),
    'git-lfs': /git[ -]lfs/.test(inHooks),
  }
  return Object.entries(told).flatMap(([name, rest]) =>
    found[name as Manager['name']] ? [{ name: name as Manager['name'], ...rest }] : [],
  )
}

const textOf = (file: string): Promise<string> => readFile(file, 'latin1').catch(() => '')
