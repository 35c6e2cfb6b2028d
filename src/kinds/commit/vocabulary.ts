import { isBuiltInIgnored, isMarkdown } from '../../documentation/classify-changes.ts'
import { termsOf, type Vocabulary } from '../../documentation/guards/vocabulary.ts'
import type { Repository } from '../../ports/repository.ts'
import { keepLast } from './keep-last.ts'

const treesKept = 3
const mostFiles = 5000
const mostBytes = 48 * 1024 * 1024
const mostBytesOfFile = 1024 * 1024

const decoder = new TextDecoder()

/** Empty for a file that is not text; undefined for one that is too large to read. */
const textOf = async (repository: Repository, commit: string, path: string) => {
  const bytes = (await repository.file(commit, path))?.bytes
  if (!bytes || bytes.includes(0)) return ''
  return bytes.length > mostBytesOfFile ? undefined : decoder.decode(bytes)
}

/**
 * Reads the words in a commit's tree, including file names. It has to read every file, so it is used only for answers
 * with names that nothing else explains. In a very large tree it reads only the first files, in path order.
 */
export const wordReader = (repository: Repository) => {
  const known = keepLast<Vocabulary>(treesKept)
  const knownOfCode = keepLast<Vocabulary | undefined>(treesKept)

  const read = async (commit: string, isWanted: (path: string) => boolean) => {
    const entries = await repository.tree(commit)
    const paths = entries.flatMap(({ mode, path }) =>
      mode.startsWith('100') && isWanted(path) ? [path] : [],
    )
    const terms = new Set(termsOf(paths.join('\n')))
    const wanted = paths.filter(path => !isBuiltInIgnored(path))
    let complete = wanted.length <= mostFiles
    let bytesRead = 0
    for (const path of wanted.slice(0, mostFiles)) {
      if (bytesRead > mostBytes) return { terms, complete: false }
      const text = await textOf(repository, commit, path)
      complete &&= text !== undefined
      bytesRead += text?.length ?? 0
      for (const term of termsOf(text ?? '')) terms.add(term)
    }
    return { terms, complete }
  }

  return {
    words: (commit: string) =>
      known(commit, async () => (await read(commit, () => true)).terms) as Promise<Vocabulary>,
    /**
     * The words of all files that are not documents; undefined if not all of them could be read, since a word may be in
     * the rest.
     */
    codeWords: (commit: string) =>
      knownOfCode(commit, async () => {
        const { terms, complete } = await read(commit, path => !isMarkdown(path))
        return complete ? terms : undefined
      }),
  }
}
