import { documentEdit } from '../../../documentation/splice.ts'
import type { CommitRun, TargetState } from '../../../machines/commit-run.ts'
import type { DocumentEdit } from '../../../ports/publisher.ts'

/** A target with its new text. */
export type Drafted = TargetState & { readonly draft: NonNullable<TargetState['draft']> }

/** The targets that have a new text. */
export const draftedTargets = (run: CommitRun): readonly Drafted[] =>
  run.targets.filter((target): target is Drafted => target.draft !== undefined)

/** One edit per document, containing all its drafted sections. */
export const documentEdits = (run: CommitRun): readonly DocumentEdit[] => {
  const drafted = withoutTwins(draftedTargets(run))
  const files = [...new Set(drafted.map(({ file }) => file))]
  return files.map(file =>
    documentEdit(
      file,
      drafted
        .filter(target => target.file === file)
        .map(({ section, scope, draft }) => ({ section, scope, ...draft })),
    ),
  )
}

/** If several new sections in a document have the same heading, only the first is added. */
const withoutTwins = (drafted: readonly Drafted[]): readonly Drafted[] => {
  const seen = new Set<string>()
  return drafted.map(target => {
    const { added, ...draft } = target.draft
    const name = `${target.file}\n${added?.heading}`
    if (!added || seen.has(name)) return { ...target, draft }
    seen.add(name)
    return target
  })
}
