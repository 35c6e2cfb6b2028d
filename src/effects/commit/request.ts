import { diffText } from '../../documentation/budget.ts'
import { concerning } from '../../documentation/concern.ts'
import { prompt } from '../../documentation/prompt.ts'
import type { Target } from '../../events/commit.ts'
import type { CommitRun } from '../../machines/commit-run.ts'
import type { DraftRequest, World } from '../../ports.ts'
import type { CurrentSection } from './section.ts'

/** Everything a provider is given to draft one section for one commit. */
export const draftRequest = async (
  run: Pick<CommitRun, 'commit'>,
  target: Target,
  current: Pick<CurrentSection, 'text'>,
  world: World,
  objections: readonly string[] = [],
): Promise<DraftRequest> => {
  const { repository, settings } = world
  const commit = await repository.commit(run.commit)
  const diff = await repository.diff(run.commit)
  const concern = concerning(diff, {
    docFiles: settings.docFiles,
    ignore: settings.ignore,
    ignored: await world.ignored(diff.map(({ path }) => path)),
  })
  const code = 'skip' in concern ? diff : concern.code
  const { text: patch, omitted } = diffText(code)
  return {
    commit,
    diff: code,
    target,
    text: current.text,
    prompt: prompt({
      commit,
      diff: patch,
      file: target.file,
      section: target.section,
      text: current.text,
      nonce: world.nonce(),
      omitted,
      objections,
    }),
  }
}
