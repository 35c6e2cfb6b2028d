import { decodeDocument } from '../../documentation/markdown.ts'
import { movedChange } from '../../documentation/proof/moved.ts'
import {
  type FileChange,
  proveBytes,
  proveFiles,
  type Violation,
} from '../../documentation/proof.ts'
import { sections, sectionText } from '../../documentation/sections.ts'
import { isGitDocError } from '../../errors/error.ts'
import type { DocumentChange } from '../../events/document-change.ts'
import type { CommitFacts, Repository, TreeEntry } from '../../ports/repository.ts'
import type { Claim, Verified } from './published-doc-commits.ts'

/** Proves a doc commit against its event. */
export const proveClaim = (claim: Claim, repository: Repository): Promise<Verified> =>
  decided(claim.docCommit, claim.run, kindOf(claim), async () => {
    const { docCommit, documents } = claim
    const base = claim.amends ?? claim.parent
    const violations = [
      ...(await proveCommit(claim, repository)),
      ...proveFiles(documents, await fileChanges(base, docCommit, repository)),
      ...(await proveDocuments(documents, base, docCommit, repository)),
    ]
    const reachable = await isOn(claim.ref, docCommit, repository)
    const where = claim.ref.replace('refs/heads/', '')
    const detail = reachable ? seen(documents) : `${seen(documents)} It is no longer on ${where}.`
    return { violations, reachable, detail }
  })

/**
 * Proves a copy of the claim's doc commit, for example one made by a rebase: it names the same run but has a different
 * parent.
 */
export const proveCopy = (
  commit: string,
  claim: Claim,
  repository: Repository,
): Promise<Verified> =>
  decided(commit, claim.run, kindOf(claim), async () => {
    const reachable = await isOn('HEAD', commit, repository)
    const { parents } = await repository.commit(commit)
    const [parent] = parents
    if (claim.amends || !parent || parents.length > 1) {
      const detail = `It is not the recorded commit any more (${claim.docCommit.slice(0, 8)}).`
      return { reachable, detail, violations: undefined }
    }
    const changes = await fileChanges(parent, commit, repository)
    const documents: DocumentChange[] = []
    for (const change of claim.documents) {
      const moved = await movedTo(parent, commit, change, claim, repository)
      if (!moved) {
        const detail = `${change.file} had a different text when this copy of ${claim.docCommit.slice(0, 8)} was made.`
        return { reachable, detail, violations: undefined }
      }
      documents.push(moved)
    }
    const violations = [
      ...proveFiles(documents, changes),
      ...(await proveDocuments(documents, parent, commit, repository)),
    ]
    return {
      reachable,
      violations,
      detail: `${seen(documents)} It is a copy of ${claim.docCommit.slice(0, 8)}.`,
    }
  })

/**
 * What Git alone says about a doc commit that is not in the log. Without its event nobody can tell what it should have
 * changed.
 */
export const proveUnclaimed = (
  commit: string,
  run: string,
  repository: Repository,
  isDocument: (path: string) => boolean,
): Promise<Verified> =>
  decided(commit, run, 'doc', async () => {
    const reachable = await isOn('HEAD', commit, repository)
    const { parents, trailers } = await repository.commit(commit)
    const [base = ''] = trailers['git-doc-amended'] ? [trailers['git-doc-amended']] : parents
    const changes = await fileChanges(base, commit, repository)
    const others = changes.filter(({ path }) => !isDocument(path))
    const documents = changes.map(({ path: file, before, after }) => ({
      file,
      before: before?.blob ?? '',
      after: after?.blob ?? '',
      sections: [],
    }))
    const violations = [
      ...others.map(({ path: file }) => ({
        rule: 'files' as const,
        file,
        detail: `It changes ${file}, which does not match "doc_files".`,
      })),
      ...proveFiles(documents, changes).filter(({ rule }) => rule !== 'blob'),
    ]
    const changed: string[] = []
    for (const { file } of documents)
      changed.push(await changedSections(base, commit, file, repository))
    const detail = `The log has no event for it. According to Git: ${changed.join(' ') || 'it changed nothing.'}`
    return { reachable, detail, violations: violations.length > 0 ? violations : undefined }
  })

interface Finding {
  readonly reachable: boolean
  readonly detail: string
  /** Undefined if the check was inconclusive. */
  readonly violations: readonly Violation[] | undefined
}

/** If Git no longer has the objects, nothing can be proven. */
const decided = async (
  commit: string,
  run: string,
  kind: Verified['kind'],
  find: () => Promise<Finding>,
): Promise<Verified> => {
  const { violations, ...rest } = await find().catch((error): Finding => {
    if (!isGitDocError(error)) throw error
    return {
      reachable: false,
      detail: `Git cannot answer: ${error.message}`,
      violations: undefined,
    }
  })
  const found = violations?.length ? 'violated' : 'proven'
  return {
    commit,
    run,
    kind,
    state: violations ? found : 'undecided',
    ...rest,
    violations: violations ?? [],
  }
}

const kindOf = ({ amends, reverts }: Claim): Verified['kind'] => {
  if (amends) return 'amended'
  return reverts ? 'revert' : 'doc'
}

const seen = (documents: readonly DocumentChange[]): string =>
  documents
    .map(({ file, sections }) => `${file}: ${sections.map(({ section }) => section).join(', ')}.`)
    .join(' ')

/** Checks parents and trailers; for an amended commit also that only its trailers differ from the old commit. */
const proveCommit = async (claim: Claim, repository: Repository): Promise<readonly Violation[]> => {
  const facts = await repository.commit(claim.docCommit)
  const old = claim.amends ? await repository.commit(claim.amends) : undefined
  const violations: Violation[] = []
  const wanted = old ? old.parents : [claim.parent]
  if (facts.parents.join(' ') !== wanted.join(' ')) {
    violations.push({ rule: 'parents', detail: `Its parents are not ${wanted.join(', ')}.` })
  }
  if (facts.trailers['git-doc-run'] !== claim.run) {
    violations.push({ rule: 'message', detail: `Its trailers do not name ${claim.run}.` })
  }
  if (old && !isSameButTrailers(old, facts)) {
    const detail = `Its author, date or message are not those of ${old.commit.slice(0, 8)}.`
    violations.push({ rule: 'message', detail })
  }
  return violations
}

const isSameButTrailers = (old: CommitFacts, now: CommitFacts): boolean =>
  old.author.name === now.author.name &&
  old.author.email === now.author.email &&
  old.authoredAt === now.authoredAt &&
  withoutOurs(now.message) === withoutOurs(old.message)

const withoutOurs = (message: string): string =>
  message.replace(/^Git-Doc-(?:Run|Amended): .*\n?/gm, '').trimEnd()

/** Every file that differs between two trees. */
const fileChanges = async (
  from: string,
  to: string,
  repository: Repository,
): Promise<readonly FileChange[]> => {
  const before = byPath(await repository.tree(from))
  const after = byPath(await repository.tree(to))
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].flatMap(path => {
    const [was, is] = [before.get(path), after.get(path)]
    return was?.blob === is?.blob && was?.mode === is?.mode
      ? []
      : [{ path, before: was, after: is }]
  })
}

const byPath = (entries: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry> =>
  new Map(entries.map(entry => [entry.path, entry]))

const proveDocuments = async (
  documents: readonly DocumentChange[],
  from: string,
  to: string,
  repository: Repository,
): Promise<readonly Violation[]> => {
  const violations: Violation[] = []
  for (const document of documents) {
    const before = await repository.file(from, document.file)
    const after = await repository.file(to, document.file)
    // A missing document is itself a violation.
    if (before && after) violations.push(...proveBytes(document, before.bytes, after.bytes))
  }
  return violations
}

const movedTo = async (
  parent: string,
  commit: string,
  change: DocumentChange,
  claim: Claim,
  repository: Repository,
): Promise<DocumentChange | undefined> => {
  const { file } = change
  const known = await repository.file(claim.parent, file)
  const before = await repository.file(parent, file)
  const after = await repository.file(commit, file)
  if (!known || !before) return undefined
  return movedChange(change, known.bytes, before.bytes, {
    before: before.entry.blob,
    after: after?.entry.blob ?? '',
  })
}

/** A sentence that names the sections of a document whose own text differs. */
const changedSections = async (
  from: string,
  to: string,
  file: string,
  repository: Repository,
): Promise<string> => {
  const [before, after] = [await repository.file(from, file), await repository.file(to, file)]
  if (!before || !after) return `${file} is ${before ? 'deleted' : 'added'}.`
  const [was, is] = [ownTexts(before.bytes, file), ownTexts(after.bytes, file)]
  if ([...was.keys()].join('\n') !== [...is.keys()].join('\n'))
    return `${file}: its headings changed.`
  const changed = [...was].filter(([address, text]) => is.get(address) !== text)
  return `${file}: only “${changed.map(([address]) => address).join('”, “')}” changed.`
}

/** The text before the first section has an empty address. */
const ownTexts = (bytes: Uint8Array, file: string): ReadonlyMap<string, string> => {
  const { text } = decodeDocument(bytes, file)
  const found = sections(text, file)
  return new Map([
    ['', text.slice(0, found[0]?.start ?? text.length)],
    ...found.map(section => [section.address, sectionText(text, section, 'own')] as const),
  ])
}

/** Whether a branch contains a commit; false if the branch is gone. */
const isOn = async (ref: string, commit: string, repository: Repository): Promise<boolean> => {
  try {
    return await repository.contains(await repository.resolve(ref), commit)
  } catch (error) {
    if (isGitDocError(error)) return false
    throw error
  }
}
