import type { FullReport } from '../../app/reading.ts'
import { openReleaseReading, type ReleaseHere } from '../../app/releases.ts'
import { carryOn } from '../../commands/release/carry-on.ts'
import { type ReleaseTools, releaseTools } from '../../commands/release/context.ts'
import type { FindingsOptions } from '../findings/write.ts'
import type { Terminal } from '../terminal.ts'
import { type WorkingOptions, working } from '../working.ts'

export { maybeName, onlyName, printJson, someNames } from './arguments.ts'

/** The options of all `release` commands. */
export interface ReleaseOptions extends WorkingOptions, FindingsOptions {
  readonly bump?: string
  readonly version?: string
  readonly explain?: boolean
  readonly to?: string
  readonly force?: boolean
  readonly tag?: boolean
  readonly push?: boolean | string
}

/** Opens what a command reads that takes no lock. */
export const withReleases = async (
  terminal: Terminal,
  read: (here: ReleaseHere) => Promise<number>,
): Promise<number> => {
  const here = await openReleaseReading(terminal.place)
  try {
    return await read(here)
  } finally {
    await here.close()
  }
}

/** Opens what a command works with that records something. */
export const workingOnReleases = (
  verb: string,
  options: ReleaseOptions,
  terminal: Terminal,
  work: (
    tools: ReleaseTools,
    report: (runs: readonly string[]) => Promise<FullReport>,
  ) => Promise<number>,
): Promise<number> =>
  working(`release ${verb}`, options, terminal, async (tools, report, services) => {
    const own = releaseTools(tools, services)
    await carryOn(own)
    return work(own, report)
  })
