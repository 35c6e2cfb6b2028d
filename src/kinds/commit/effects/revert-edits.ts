import { changedSince, restorations } from '../../../documentation/restore-section.ts'
import { documentEdit, type Replacement } from '../../../documentation/splice.ts'
import { isGitDocError } from '../../../errors/error.ts'
import { gitFailed } from '../../../errors/git.ts'
import type { CommitRun, Publication } from '../../../machines/commit-run.ts'
import type { DocumentEdit } from '../../../ports/publisher.ts'
import type { World } from '../world.ts'

/** What a revert restores in one document, and the doc commits that changed it. */
export interface Undone {
  readonly file: string
  readonly docCommits: readonly string[]
  readonly replacements: readonly Replacement[]
  readonly edit: DocumentEdit
}

/** A section that changed after the doc commit. */
export interface Conflict {
  readonly file: string
  readonly section: string
  readonly detail: string
}

/** What the run's next revert restores, one edit per document. Both texts come from Git, byte for byte. */
export const undoneBy = async (
  run: Pick<CommitRun, 'undo' | 'targets'>,
  { repository }: Pick<World, 'repository'>,
): Promise<readonly Undone[]> => {
  const files = new Map<string, { docCommits: string[]; replacements: Replacement[] }>()
  for (const publication of run.undo) {
    for (const change of publication.documents) {
      const { file } = change
      const known = files.get(file) ?? { docCommits: [], replacements: [] }
      const blobs = {
        before: await blob(repository, publication, file, change.before),
        after: await blob(repository, publication, file, change.after),
      }
      const scopeOf = (section: string) =>
        run.targets.find(target => target.file === file && target.section === section)?.scope ??
        'whole'
      known.docCommits.push(publication.docCommit)
      known.replacements.push(...restorations(change, blobs, scopeOf))
      files.set(file, known)
    }
  }
  return [...files].map(([file, { docCommits, replacements }]) => ({
    file,
    docCommits,
    replacements,
    edit: documentEdit(file, replacements),
  }))
}

/** A document's bytes by their blob id. If an amended commit is gone, the doc commit's parents are searched. */
const blob = async (
  repository: World['repository'],
  { docCommit, parent }: Publication,
  file: string,
  id: string,
): Promise<Uint8Array> => {
  const parents = await repository.commit(docCommit).then(({ parents }) => parents)
  for (const commit of [docCommit, parent, ...parents]) {
    const found = await repository.file(commit, file).catch(error => {
      if (!isGitDocError(error)) throw error
    })
    if (found?.entry.blob === id) return found.bytes
  }
  throw gitFailed(['cat-file', 'blob', id], `the version of ${file} from ${docCommit} is missing`)
}

/** The sections that changed in a commit after the doc commits wrote them. */
export const conflictsAt = async (
  commit: string,
  undone: readonly Undone[],
  world: Pick<World, 'document'>,
): Promise<readonly Conflict[]> => {
  const conflicts: Conflict[] = []
  for (const one of undone) conflicts.push(...(await conflictsIn(commit, one, world)))
  return conflicts
}

const conflictsIn = async (
  commit: string,
  { file, docCommits, replacements, edit }: Undone,
  world: Pick<World, 'document'>,
): Promise<readonly Conflict[]> => {
  const writers = docCommits.map(id => id.slice(0, 8)).join(', ')
  const named = (sections: readonly string[], what: (section: string) => string) =>
    sections.map(section => ({ file, section, detail: what(section) }))
  const all = replacements.map(({ section }) => section)
  try {
    const document = await world.document(commit, file)
    if (!document) {
      return named(all, section => `${file}, which had “${section}”, no longer exists.`)
    }
    const left = changedSince(file, document.bytes, replacements)
    // Each section can be restored on its own. Now try them all together, as they will be written.
    if (left.length === 0) edit.rewrite(document.bytes)
    return named(left, section => `${file}, “${section}” changed after ${writers} wrote it.`)
  } catch (error) {
    if (!isGitDocError(error)) throw error
    return named(all, section => `${file}, “${section}” cannot be restored: ${error.message}`)
  }
}
