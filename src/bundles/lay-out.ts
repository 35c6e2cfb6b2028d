/** A package and those it needs. */
export interface Needing<Of> {
  readonly id: string
  readonly name: string
  readonly needs: readonly (Of & Needing<Of>)[]
}

/** The folder of the packages in a bundle. */
export const packagesFolder = 'lib/node_modules'

/**
 * Where each package lies, by path: at the top if the name is free there, else under the package that needs it. So the same packages lie
 * in the same places, whatever installed them.
 */
export const layOut = <Of>(own: Of & Needing<Of>): ReadonlyMap<string, Of & Needing<Of>> => {
  const placed = new Map([[`${packagesFolder}/${own.name}`, own]])
  // A map's loop goes on with what is added in it.
  for (const [path, { needs }] of placed)
    for (const need of [...needs].sort(byName)) {
      const seen = seenFrom(path, need.name, placed)
      if (seen?.id === need.id) continue
      placed.set(
        seen === undefined ? `${packagesFolder}/${need.name}` : `${path}/node_modules/${need.name}`,
        need,
      )
    }
  return placed
}

/** The package that Node finds for a name in a package's folder. */
const seenFrom = <Of extends { readonly id: string }>(
  path: string,
  name: string,
  placed: ReadonlyMap<string, Of>,
): Of | undefined => {
  const inner = placed.get(`${path}/node_modules/${name}`)
  if (inner) return inner
  const up = path.lastIndexOf('/node_modules/')
  return up < 0
    ? placed.get(`${packagesFolder}/${name}`)
    : seenFrom(path.slice(0, up), name, placed)
}

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0
