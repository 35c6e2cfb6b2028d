import type {
  Basis,
  CommitMessage,
  DocumentEdit,
  Edit,
  FileEdit,
  Prepared,
} from '../../../ports/publisher.ts'
import { type NewObjects, newObjects } from '../new-objects.ts'
import { type ReadObject, readLinks } from '../objects.ts'
import { treeWith, type Versions } from '../tree-with.ts'
import { amendedCommit, whySeparate } from './amend.ts'
import { commitObject, commitTree, type MadeCommit, unknownIdentity } from './commit-tree.ts'
import { documentDrafts } from './document-drafts.ts'
import { fileDrafts } from './file-drafts.ts'
import { preflight, waits } from './preflight.ts'
import type { GitReader } from './reader.ts'
import { applyToFiles } from './user-files.ts'

interface PrepareOptions {
  readonly signingTimeout: number
  readonly amend: boolean
}

/** Makes the commit as an object. What would keep it from being published is said first. */
export const prepareCommit = async (
  reader: GitReader,
  edits: readonly Edit[],
  message: CommitMessage,
  basis: Basis | undefined,
  options: PrepareOptions,
): Promise<Prepared> => {
  const read = readingOnce(reader.read)
  const now = await preflight(reader, basis)
  if (now.blocker) return waits(now.blocker)
  const created = newObjects(reader.commonDirectory, now.commit.length)
  const rewrites = edits.filter(isDocumentEdit)
  const written = await documentDrafts(reader, read, now.commit, rewrites, created)
  if (!('documents' in written)) return written
  const wholes = edits.filter((edit): edit is FileEdit => !isDocumentEdit(edit))
  const drafts = await fileDrafts(reader, read, now.commit, wholes, created)
  if ('reason' in drafts) return waits(drafts)
  const { files, contents } = drafts
  if (rewrites.length === 0 && files.length === 0) return { state: 'unchanged' }

  const whole = files.map(({ file, after }) => [file, after] as const)
  const versions: Versions = new Map([...written.versions, ...whole])
  const { tree: before } = await readLinks(read, now.commit)
  const tree = await treeWith(read, before, versions, created, before.length)
  const { blocker } = await applyToFiles(reader, files, contents)
  if (blocker) return waits(blocker)
  const made = await madeCommit(reader, created, { tree, now, message, basis }, options)
  if ('blocker' in made) return waits(made.blocker)
  const { commit: id, amends, separate } = made
  return {
    state: 'prepared',
    commit: {
      id,
      parent: now.commit,
      ref: now.ref,
      documents: written.documents,
      files,
      ...(amends === undefined ? {} : { amends }),
      ...(separate === undefined ? {} : { separate }),
    },
  }
}

const isDocumentEdit = (edit: Edit): edit is DocumentEdit => 'rewrite' in edit

/** Amends the commit of the basis where that is wanted and can be done; otherwise the commit goes on top of HEAD. */
const madeCommit = async (
  reader: GitReader,
  created: NewObjects,
  {
    tree,
    now,
    message,
    basis,
  }: {
    readonly tree: string
    readonly now: { readonly ref: string; readonly commit: string }
    readonly message: CommitMessage
    readonly basis: Basis | undefined
  },
  { signingTimeout, amend }: PrepareOptions,
) => {
  const sign = { wanted: await reader.signsCommits(), timeout: signingTimeout }
  const amended = amend ? basis?.commit : undefined
  const separate = amended === undefined ? undefined : await whySeparate(reader, amended, now)
  const amends = separate === undefined ? amended : undefined
  if (amends === undefined) {
    const commit = { tree, parent: now.commit, message }
    return { ...(await makeNewCommit(reader, created, commit, sign)), amends, separate }
  }
  await created.store()
  return { ...(await amendedCommit(reader, { id: amends, tree, message }, sign)), amends, separate }
}

/** Stores the objects and the commit with them; one that is to be signed is Git's to make. */
const makeNewCommit = async (
  reader: GitReader,
  created: NewObjects,
  commit: Parameters<typeof commitTree>[1],
  sign: Parameters<typeof commitTree>[3],
): Promise<MadeCommit> => {
  const identities = await reader.identities(commit.message)
  if (!identities) return { blocker: unknownIdentity }
  if (sign.wanted) {
    await created.store()
    return commitTree(reader.root, commit, identities, sign)
  }
  const id = created.add('commit', commitObject(commit, identities, new Date()))
  await created.store()
  return { commit: id }
}

/** Several steps need the same commit, trees and blobs. */
const readingOnce = (read: ReadObject): ReadObject => {
  const known = new Map<string, ReturnType<ReadObject>>()
  return id => {
    const found = known.get(id) ?? read(id)
    known.set(id, found)
    return found
  }
}
