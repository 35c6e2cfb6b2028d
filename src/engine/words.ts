import { isBuiltInIgnored } from '../documentation/concern.ts'
import { termsOf, type Vocabulary } from '../documentation/guards/vocabulary.ts'
import type { Repository } from '../ports/repository.ts'
import { keepLast } from './keep-last.ts'

const treesKept = 2
const mostFiles = 5000
const mostBytes = 48 * 1024 * 1024
const mostBytesOfFile = 1024 * 1024

const decoder = new TextDecoder()

/**
 * Reads the words of a commit's tree, names of files included. It takes as long as reading every file does, so it is asked only about
 * answers with names that nothing nearer knows; of a very large tree the first files are read, in the order of their paths.
 */
export const wordReader = (repository: Repository) => {
  const known = keepLast<Vocabulary>(treesKept)

  const read = async (commit: string): Promise<Vocabulary> => {
    const entries = (await repository.tree(commit)).filter(({ mode }) => mode.startsWith('100'))
    const terms = new Set(termsOf(entries.map(({ path }) => path).join('\n')))
    let bytesRead = 0
    for (const { path } of entries
      .filter(({ path }) => !isBuiltInIgnored(path))
      .slice(0, mostFiles)) {
      if (bytesRead > mostBytes) break
      const bytes = (await repository.file(commit, path))?.bytes
      if (!bytes || bytes.length > mostBytesOfFile || bytes.includes(0)) continue
      bytesRead += bytes.length
      for (const term of termsOf(decoder.decode(bytes))) terms.add(term)
    }
    return terms
  }

  return { words: (commit: string) => known(commit, () => read(commit)) as Promise<Vocabulary> }
}
