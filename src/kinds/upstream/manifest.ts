import type { Source } from '../../machines/source.ts'
import type { EventLog } from '../../ports/log.ts'
import { type StatusRow, status } from '../../projections/status.ts'
import { installed } from '../../projections/upstream/installed.ts'
import { seen } from '../../projections/upstream/seen.ts'
import { type ManifestRow, manifestText, saysTheSame } from '../../upstream/manifest.ts'
import { sourceRun } from '../../upstream/names.ts'
import { isNews } from '../../upstream/policy.ts'
import { shownAddress } from '../../upstream/repository.ts'
import type { World } from './world.ts'

/** Writes the manifest of all sources if anything but the time of the last check is new. A file that cannot be written stops nothing. */
export const writeManifest = async (
  log: Pick<EventLog, 'row'>,
  { settings, tools }: Pick<World, 'settings' | 'tools'>,
): Promise<void> => {
  const rows: ManifestRow[] = []
  let checkedAt: string | undefined
  for (const [name, source] of Object.entries(settings.sources)) {
    const [state, at, now] = await Promise.all([
      log.row(status, sourceRun(name)) as Promise<StatusRow<Source> | undefined>,
      log.row(seen, name),
      log.row(installed, name),
    ])
    const latest = state?.context.latest
    const current = now?.version ?? state?.context.current
    if (at?.checkedAt && at.checkedAt > (checkedAt ?? '')) checkedAt = at.checkedAt
    const isPinned = (source.pin ?? state?.context.pin) !== undefined
    rows.push({
      name,
      repo: shownAddress(source.repo),
      current,
      latest,
      updateAvailable: latest !== undefined && isNews(source, current, latest, isPinned),
      updatedAt: now?.at,
    })
  }
  if (rows.length === 0) return
  const text = manifestText(rows, checkedAt)
  const before = await tools.readManifest(settings.manifest)
  if (before !== undefined && saysTheSame(before, text)) return
  await tools.writeManifest(settings.manifest, text).catch(() => {})
}
