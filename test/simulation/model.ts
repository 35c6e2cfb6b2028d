import { createHash } from 'node:crypto'

/** A file tree as text by path. */
export type Tree = ReadonlyMap<string, string>

export interface ModelCommit {
  readonly id: string
  readonly parents: readonly string[]
  readonly subject: string
  readonly body: string
  readonly trailers: Readonly<Record<string, string>>
  readonly tree: Tree
}

/** A publication that was begun: what it takes to finish it. */
export interface ModelJournal {
  readonly docCommit: string
  readonly parent: string
  readonly ref: string
  /** Each document as the doc commit has it. */
  readonly after: ReadonlyMap<string, string>
  rewrite(file: string, copy: string): string | undefined
}

/** A branch with every commit it ever was at. */
export interface Branch {
  readonly tip: string
  readonly reflog: readonly string[]
}

/** A tiny Git: commits, branches with their reflogs, and the person's two copies of each document. */
export interface Model {
  readonly commits: Map<string, ModelCommit>
  /** The branch that is checked out, with its tip. */
  branch: string
  tip: string
  reflog: string[]
  /** The other branches, by their refs. */
  readonly others: Map<string, Branch>
  /** What HEAD is when it is not the branch. */
  detached: boolean
  rebasing: boolean
  readonly index: Map<string, string>
  readonly worktree: Map<string, string>
  journal: ModelJournal | undefined
  /** Documents whose new sections one of the person's copies could not take, for the section was their own by then. */
  readonly leftBehind: Set<string>
  /** Whoever holds index.lock; it stays when its holder crashes. */
  indexLock: unknown
}

export const idOf = (text: string): string => createHash('sha1').update(text).digest('hex')

export const documents = ['README.md', 'GUIDE.md']
export const code = ['src/fetch.ts', 'src/send.ts']

/** The commits of every model there was, until they are too many. */
const everyCommit = new Map<string, ModelCommit>()

const forgetCommits = (): void => {
  if (everyCommit.size > 20_000) everyCommit.clear()
}

/** A new commit; the same content on the same parents is the same commit, in whichever model. */
export const addCommit = (
  model: Pick<Model, 'commits'>,
  parts: Omit<ModelCommit, 'id'>,
): ModelCommit => {
  const content = JSON.stringify([
    parts.parents,
    parts.subject,
    parts.body,
    parts.trailers,
    [...parts.tree],
  ])
  const commit = everyCommit.get(content) ?? { id: idOf(content), ...parts }
  everyCommit.set(content, commit)
  model.commits.set(commit.id, commit)
  return commit
}

export const commitOf = (model: Model, id: string): ModelCommit => {
  const commit = model.commits.get(id)
  if (!commit) throw new Error(`The model has no commit ${id}.`)
  return commit
}

export const headTree = (model: Model): Tree => commitOf(model, model.tip).tree

/** A commit and all before it, newest first. */
export const ancestry = (model: Model, id: string): string[] => {
  const found: string[] = []
  for (let at: string | undefined = id; at; at = commitOf(model, at).parents[0]) found.push(at)
  return found
}

/** A branch by its ref; undefined if there is none. */
export const branchOf = (model: Model, ref: string): Branch | undefined =>
  ref === model.branch ? model : model.others.get(ref)

/** The tips of all branches by their refs. */
export const tips = (model: Model): ReadonlyMap<string, string> =>
  new Map([
    [model.branch, model.tip],
    ...[...model.others].map(([ref, { tip }]) => [ref, tip] as const),
  ])

/** Checks out another branch; the copies are the caller's to change. */
export const switchTo = (model: Model, ref: string): void => {
  const next = model.others.get(ref)
  if (!next) throw new Error(`The model has no branch ${ref}.`)
  model.others.delete(ref)
  model.others.set(model.branch, { tip: model.tip, reflog: model.reflog })
  model.branch = ref
  model.tip = next.tip
  model.reflog = [...next.reflog]
}

export const moveBranch = (model: Model, to: string): void => {
  model.tip = to
  model.reflog.push(to)
}

/** What the code says that a commit makes: a function whose name has its number. */
export const codeText = (path: string, number: number): string =>
  `export function ${nameIn(path, number)}(url: string): string {\n  return url\n}\n`

export const nameIn = (path: string, number: number): string =>
  `${path === 'src/fetch.ts' ? 'fetch' : 'send'}Page${number}`

const readme = `# Tool

## Usage

Call \`fetchPage0()\` first, then \`sendPage0()\`.

## Thanks

To all.
`
const guide = `# Guide

Read on.

## Calls

\`fetchPage0()\` gets a page.

## Notes

None.
`

/** A line that only documents of `release` and of its branches have. */
export const releaseLine = 'Only on release.'

const releaseSection = `
<!-- git-doc: section=sending code="src/send.ts" -->
\`sendPage0()\` sends a page.
<!-- git-doc: end -->
`

/** Documents of `release`: one section has another text there, and one more follows code. */
const releaseTree = (tree: Tree): Tree =>
  new Map([
    ...tree,
    ['README.md', readme.replace('## Usage\n', `## Usage\n\n${releaseLine}\n`)],
    ['GUIDE.md', `${guide}${releaseSection}`],
  ])

/** A repository with two branches of one and two commits, and nothing of the person's in it. */
export const newModel = (): Model => {
  forgetCommits()
  const tree = new Map([
    ['README.md', readme],
    ['GUIDE.md', guide],
    ...code.map(path => [path, codeText(path, 0)] as const),
  ])
  const commits = new Map<string, ModelCommit>()
  const first = addCommit(
    { commits },
    { parents: [], subject: 'Begin', body: '', trailers: {}, tree },
  )
  const released = addCommit(
    { commits },
    {
      parents: [first.id],
      subject: 'Release',
      body: '',
      trailers: {},
      tree: releaseTree(tree),
    },
  )
  const copies = documents.map(file => [file, tree.get(file) ?? ''] as const)
  return {
    commits,
    branch: 'refs/heads/main',
    tip: first.id,
    reflog: [first.id],
    others: new Map([
      ['refs/heads/release', { tip: released.id, reflog: [first.id, released.id] }],
    ]),
    detached: false,
    rebasing: false,
    index: new Map(copies),
    worktree: new Map(copies),
    journal: undefined,
    leftBehind: new Set(),
    indexLock: undefined,
  }
}
