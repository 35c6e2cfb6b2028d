import type { Change } from '../change.ts'
import type { LoadedRelease } from '../loaded.ts'
import { schemasIn } from '../schema/walk.ts'
import { pointerOf } from '../text/json-pointer.ts'
import type { Difference } from './difference.ts'

/** Differences of schemas as changes of files, each with its place. */
export const changesOf = (
  differences: readonly Difference[],
  sides: Readonly<Record<Difference['side'], LoadedRelease>>,
): readonly Change[] => {
  const placeOf = places()
  return differences.map(({ level, message, side, at, path }) => {
    const { folder } = sides[side].release
    const file = at?.document.file ?? ''
    const around = at && placeOf(at.document.root, at.schema)
    return {
      level,
      message,
      file: file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file,
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
