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
  /** Each document as the doc commit has it. */
  readonly after: ReadonlyMap<string, string>
  rewrite(file: string, copy: string): string | undefined
}

/** A tiny Git: commits, one branch with its reflog, and the person's two copies of each document. */
export interface Model {
  readonly commits: Map<string, ModelCommit>
  readonly branch: string
  tip: string
  readonly reflog: string[]
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

/** A repository with one commit, and nothing of the person's in it. */
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
  const copies = documents.map(file => [file, tree.get(file) ?? ''] as const)
  return {
    commits,
    branch: 'refs/heads/main',
    tip: first.id,
    reflog: [first.id],
    detached: false,
    rebasing: false,
    index: new Map(copies),
    worktree: new Map(copies),
    journal: undefined,
    leftBehind: new Set(),
    indexLock: undefined,
  }
}
