import type { World } from './world.ts'

/** The files of globs that HEAD has otherwise. What HEAD does not have is nobody's edit. */
export const editedFiles = async (
  globs: readonly string[],
  { tools, repository }: Pick<World, 'tools' | 'repository'>,
): Promise<readonly string[]> => {
  if (globs.length === 0) return []
  const { commit } = await repository.head()
  if (commit === undefined) return []
  const edited: string[] = []
  for (const { path } of await tools.files(globs)) {
    const [here, there] = [await tools.read(path), await repository.file(commit, path)]
    if (here && there && textOf(here) !== textOf(there.bytes)) edited.push(path)
  }
  return edited
}

/** Line endings may be the working tree's own. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes).replaceAll('\r\n', '\n')
