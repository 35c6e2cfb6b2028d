import type { Layout } from './layout.ts'
import type { Pointer } from './pointer.ts'
import type { PackageRelease, ReleaseName, TreeReader } from './release.ts'

/** Where a secret stands in a text, in UTF-16 units, and of what kind it is. */
export type FindSecretsIn = (
  text: string,
) => Promise<readonly { readonly start: number; readonly end: number; readonly kind: string }[]>

/** Everything that staging depends on. */
export interface CheckInput {
  readonly layout: Layout
  readonly tree: TreeReader
  /** The releases to check. Others are read where these name them. */
  readonly releases: readonly ReleaseName[]
  /** What is in production as of the tree. */
  readonly active: Pointer
  /** What would be in production after the proposed change; left out, the active pointer with those of `releases` that are no pre-releases. */
  readonly proposed?: Pointer | undefined
  /** Everything that was ever in production, `name@version`, with the tree that it had then. */
  readonly released: ReadonlyMap<string, string>
  /** The release that a version is compared with; left out, it is the highest lower one of `released` as the tree has it. */
  readonly baseOf?: ((release: ReleaseName) => Promise<PackageRelease | undefined>) | undefined
  /** Left out, secrets are not looked for. */
  readonly findSecrets?: FindSecretsIn | undefined
}
