import type { CheckInput } from './check-input.ts'
import { type LoadedRelease, loadRelease, manifestOfFolder } from './loaded.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { type Pointer, withReleases } from './pointer.ts'
import { folderOf, readRelease, releasesIn } from './read.ts'
import { nameOf, type ReleaseName, type ReleasePlace } from './release.ts'
import { parseData } from './text/parse.ts'
import { isPrerelease } from './versions.ts'

/** What the rules are given beside the release that they look at. */
export interface Staging extends CheckInput {
  readonly proposed: Pointer
  /** All releases of the tree by `name@version`. */
  readonly places: ReadonlyMap<string, ReleasePlace>
  /** The manifest of a release; undefined if there is none that can be read. Each is read once. */
  readonly manifestOf: (release: ReleaseName) => Promise<Manifest | undefined>
  /** A release with its files. Nothing is kept of it. */
  readonly load: (release: ReleaseName) => Promise<LoadedRelease | undefined>
}

/** Reads what the rules need of a tree as a whole. */
export const openStaging = async (input: CheckInput): Promise<Staging> => {
  const { layout, tree } = input
  const places = new Map(
    (await releasesIn(layout, tree)).map(place => [nameOf(place), place] as const),
  )
  const manifests = new Map<string, Promise<Manifest | undefined>>()
  const readAgain = async (release: ReleaseName): Promise<Manifest | undefined> => {
    if (!places.has(nameOf(release))) return undefined
    if (layout.manifest === undefined) return manifestOfFolder(release)
    const text = await tree.read(`${folderOf(layout, release)}/${layout.manifest}`)
    if (text === undefined) return undefined
    const { value, problem } = await parseData(layout.manifest, text)
    return problem ? undefined : readManifest(value, layout).manifest
  }
  return {
    ...input,
    proposed:
      input.proposed ??
      withReleases(
        input.active,
        input.releases.filter(({ version }) => !isPrerelease(version)),
      ),
    places,
    manifestOf(release) {
      const key = nameOf(release)
      const known = manifests.get(key) ?? readAgain(release)
      manifests.set(key, known)
      return known
    },
    async load(name) {
      const release = await readRelease(layout, tree, name)
      return release && loadRelease(release, layout)
    },
  }
}
