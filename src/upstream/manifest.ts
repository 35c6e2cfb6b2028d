import type { Version } from '../events/upstream.ts'

/** What the manifest says of a source. */
export interface ManifestRow {
  readonly name: string
  readonly repo: string
  readonly current?: Version | undefined
  readonly latest?: Version | undefined
  readonly updateAvailable: boolean
  /** When the current version was installed, in ISO 8601. */
  readonly updatedAt?: string | undefined
}

/** `.version-manifest.json` as text. `checkedAt` is when a remote was asked last. */
export const manifestText = (
  rows: readonly ManifestRow[],
  checkedAt: string | undefined,
): string => {
  const subsystems = rows.map(({ name, repo, current, latest, updateAvailable, updatedAt }) => [
    name,
    {
      name,
      upstream_repo: repo,
      current_commit: current?.commit ?? null,
      ...(current?.tag !== undefined && { current_tag: current.tag }),
      latest_commit: latest?.commit ?? null,
      ...(latest?.tag !== undefined && { latest_tag: latest.tag }),
      update_available: updateAvailable,
      last_updated: updatedAt ?? null,
    },
  ])
  const manifest = {
    last_check: checkedAt ?? null,
    subsystems: Object.fromEntries(subsystems),
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

/** Whether two manifests say the same, whenever they were written. */
export const saysTheSame = (one: string, other: string): boolean =>
  withoutTime(one) === withoutTime(other)

const withoutTime = (text: string): string => text.replace(/^ {2}"last_check": .*$/m, '')
