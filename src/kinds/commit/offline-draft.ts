import { type OfflineDraft, offlineDraft, wantedOfTree } from '../../documentation/offline.ts'
import type { Repository } from '../../ports/repository.ts'
import type { DraftRequest } from './drafter.ts'
import type { wordReader } from './vocabulary.ts'

type CodeWords = ReturnType<typeof wordReader>['codeWords']

/** Drafts offline. It reads the commit's tree only if that could prove an edit. */
export const draftWithTree =
  (repository: Repository, codeWords: CodeWords) =>
  async (
    request: Pick<DraftRequest, 'commit' | 'diff' | 'target' | 'text'>,
  ): Promise<OfflineDraft> => {
    const { commit } = request.commit
    const wanted = wantedOfTree(request)
    const tree = {
      paths: wanted.paths ? await pathsOf(repository, commit) : undefined,
      words: wanted.words ? await codeWords(commit) : undefined,
    }
    return offlineDraft({ ...request, tree })
  }

const pathsOf = async (repository: Repository, commit: string): Promise<readonly string[]> =>
  (await repository.tree(commit)).map(({ path }) => path)
