import type { Change } from '../change.ts'
import type { LoadedRelease } from '../loaded.ts'
import { schemasIn } from '../schema/walk.ts'
import { pointerOf } from '../text/json-pointer.ts'
import type { Difference } from './difference.ts'

/** Differences of schemas as changes of files, each with its place; of `own`, a path in the later release, if that is in none of its files. */
export const changesOf = (
  differences: readonly Difference[],
  sides: Readonly<Record<Difference['side'], LoadedRelease>>,
  own: string,
): readonly Change[] => {
  const placeOf = places()
  return differences.map(({ level, message, side, at, path }) => {
    if (!at) return { level, message, file: own }
    const { folder } = sides[side].release
    const { file } = at.document
    if (!file.startsWith(`${folder}/`))
      return { level, message: message.replace(/\.$/, ` (${file}).`), file: own }
    const around = placeOf(at.document.root, at.schema)
    return {
      level,
      message,
      file: file.slice(folder.length + 1),
      ...(around && { pointer: pointerOf([...around, ...path]) }),
    }
  })
}

/** Where a schema is in its file. `true` and `false` are in many places, so they have none. */
const places = () => {
  const known = new Map<unknown, ReadonlyMap<unknown, readonly string[]>>()
  return (root: unknown, schema: unknown): readonly string[] | undefined => {
    const paths =
      known.get(root) ?? new Map(schemasIn(root).map(each => [each.schema, each.path] as const))
    known.set(root, paths)
    return paths.get(schema)
  }
}
