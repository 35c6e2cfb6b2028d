import { type End, endsOf } from '../engine/ends.ts'
import type { Kind } from '../engine/kind.ts'
import { parseRun } from '../engine/run-name.ts'
import { counts } from '../projections/counts.ts'
import { status } from '../projections/status.ts'
import type { WorkContext } from './context.ts'

type Logged = Pick<WorkContext, 'log' | 'kinds'>

/** An end and the kind of its run. */
export interface KindEnd {
  readonly kind: Kind
  readonly end: End
}

/** Kinds whose runs are work, and not records of facts. */
export const isWork = ({ isRecord }: Kind): boolean => !isRecord

/** The ends after a position of the log, of the kinds that are wanted, run by run. */
export async function* endsSince(
  position: number,
  { log, kinds }: Logged,
  wanted: (kind: Kind) => boolean,
): AsyncGenerator<KindEnd> {
  const touched = new Map<string, Kind>()
  for await (const { run } of log.all(position)) {
    const kind = kinds.get(parseRun(run).kind)
    if (kind && wanted(kind)) touched.set(run, kind)
  }
  for (const [run, kind] of touched)
    for (const end of endsOf(kind, await log.read(run)))
      if (end.position > position) yield { kind, end }
}

/** Whether there is any run of the kinds that are wanted, which saves looking for ends. */
export const hasRuns = async (
  { log, kinds }: Logged,
  wanted: (kind: Kind) => boolean,
): Promise<boolean> => {
  for (const { name, isRecord } of [...kinds.values()].filter(wanted)) {
    if (!isRecord && (await log.row(counts, name))) return true
    // Records are not counted.
    if (isRecord) for await (const _ of log.rows(status, `${name}/`)) return true
  }
  return false
}

/** Up to which position somebody has looked at ends: the name is that of a record of the kind `trigger`. */
export const seenBy = async (
  record: string,
  { log }: Pick<Logged, 'log'>,
): Promise<{ readonly position: number | undefined; see(position: number): Promise<void> }> => {
  const row = await log.row(status, record)
  let version = row?.version ?? 0
  return {
    position: (row?.context as { position?: number } | undefined)?.position,
    async see(position) {
      const event = { type: 'ends.seen', data: { position } }
      await log.append(record, [{ event }], version)
      version += 1
    },
  }
}
