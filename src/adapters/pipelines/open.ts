import type { PipelineTools } from '../../ports/pipelines.ts'
import type { RepositoryPaths } from '../../ports/repository.ts'
import type { ToolSettings } from '../../ports/tools.ts'

interface Opening extends RepositoryPaths {
  /** The state folder. */
  readonly folder: string
  /** Whether a pull could change what is configured. */
  readonly isFromRepository: boolean
  readonly version: string
  readonly tools: Readonly<Record<string, ToolSettings>>
  readonly gitDoc: readonly string[]
}

/** What pipelines ask of this working tree. Each part is loaded when it is first needed. */
export const openPipelines = ({
  root,
  folder,
  isFromRepository,
  version,
  tools,
  gitDoc,
}: Opening): PipelineTools => {
  const files = () => import('./files.ts')
  const git = () => import('./git.ts')
  const checkout = () => import('./checkout.ts')
  return {
    state: async (at, leftOut) => (await import('./state.ts')).workingState(at, leftOut),
    treeOf: async commit => (await git()).treeOf(root, commit),
    checkout: async run => (await checkout()).checkoutOf(folder, run),
    checkOut: async (run, commit) => (await checkout()).checkOut({ root, folder, run, commit }),
    files: async (at, globs) => (await files()).hashedFiles(at, globs),
    hash: async (at, path) => (await files()).hashInside(at, path),
    read: async (at, path) => (await files()).textInside(at, path),
    write: async (at, path, text) => (await files()).writeInside(at, path, text),
    facts: async (at, path) => (await files()).factsInside(at, path),
    changed: async (at, since) => (await git()).changedSince(at, since),
    tags: async at => (await git()).tagsIn(at),
    subjects: async (at, since) => (await git()).subjectsSince(at, since),
    things: async (name, pipeline, only) =>
      isFromRepository
        ? (await import('./things.ts')).pipelineThings(name, pipeline, { root, tools }, only)
        : [],
    versions: async () => (await git()).versions(root, version),
    gitDoc,
  }
}
