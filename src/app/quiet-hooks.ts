import { resolve } from 'node:path'
import { openQuiet, type Quiet } from '../adapters/hooks/quiet.ts'
import type { HookAnswer } from '../commands/job/hook.ts'
import { pathspecsOf } from '../jobs/pathspecs.ts'
import { hooksOf } from '../kinds/job/catalog.ts'
import type { JobHook } from '../ports/jobs.ts'
import type { RepositoryFacts } from '../ports/repository.ts'
import type { Settings } from '../ports/settings.ts'
import type { Place } from './place.ts'
import { guardHooks } from './release-hooks.ts'

/** The hooks whose jobs are chosen by what is staged. */
const staged: readonly JobHook[] = [
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
]

type Facts = Pick<RepositoryFacts, 'root' | 'commonDirectory'>

/** Keeps the answer "nothing to do here" where hook.sh can see by itself whether it still holds. What cannot be kept is looked up again. */
export const quietHooks = ({ root, commonDirectory }: Facts, settings: Settings, place: Place) => {
  const quiet = openQuiet(commonDirectory)
  const quietOf = (hook: JobHook, { ready, left }: HookAnswer): Quiet | undefined => {
    // A file that may not run, or is broken, is spoken of each time.
    if (!staged.includes(hook) || left.length > 0 || guardHooks(settings).includes(hook))
      return undefined
    const asked = ready.filter(({ definition }) => hooksOf(definition).includes(hook))
    // A job without patterns is about every file.
    if (asked.some(({ definition }) => definition.paths.length === 0)) return undefined
    const pathspecs = pathspecsOf(asked.flatMap(({ definition }) => definition.paths))
    const { config, cwd } = place
    return (
      pathspecs && {
        root,
        pathspecs,
        from: [
          config === undefined ? '.git-doc/config.toml' : resolve(cwd, config),
          ...settings.jobs.dirs,
          '.git-doc/packs.lock.json',
          '.git-doc/packs',
          ...new Set(ready.flatMap(({ file }) => file.files.map(({ path }) => path))),
          'package.json',
        ],
      }
    )
  }
  return {
    /** When the look at the jobs of a hook began; undefined where nothing is to be kept of it. */
    begin: (hook: JobHook): Promise<number | undefined> => quiet.begin(hook).catch(() => undefined),
    async end(hook: JobHook, began: number | undefined, answer: HookAnswer): Promise<void> {
      if (began !== undefined) await quiet.end(hook, began, quietOf(hook, answer)).catch(() => {})
    },
  }
}
