import type { Kind } from '../engine/kind.ts'
import type { Recorded } from '../events/recorded.ts'
import type { Note } from '../ports/hooks.ts'
import type { CommandContext } from './context.ts'
import { startByEnds } from './job/ends.ts'
import { recordReports } from './job/reports.ts'
import { startByNotes } from './job/start.ts'
import { openWork } from './open-work.ts'
import { startPipelines } from './pipeline/start.ts'
import { dueSources } from './upstream/deliveries.ts'

/** The hooks whose notes the documentation of commits takes, and drops, itself. */
const ofCommits: ReadonlySet<string> = new Set(['post-commit', 'post-merge', 'post-rewrite'])

/** In milliseconds: how often to look for new notes while other runs are at work. */
const glance = 300

/** The work of an unattended process beside the documentation of commits. */
export const attend = (
  tools: CommandContext,
  {
    onRecorded,
    pause,
  }: {
    onRecorded(recorded: Recorded): void
    pause(milliseconds: number): Promise<void>
  },
) => {
  const kinds: Kind[] = [...tools.kinds.values()].filter(
    ({ name, isRecord }) => !isRecord && name !== 'commit',
  )
  const work = openWork(tools, kinds, onRecorded)
  const { inbox } = tools
  return {
    /** Starts what notes, reports and ends of runs ask for. Notes that commits need are left for them. */
    async take(notes: readonly Note[]): Promise<void> {
      const reports = await inbox.readReports()
      await recordReports(tools, reports)
      await inbox.dropReports(reports)
      await startByNotes(tools, notes)
      await startPipelines(tools, notes)
      await startByEnds(tools)
      await inbox.drop(notes.filter(({ hook }) => !ofCommits.has(hook)))
      work.wake()
    },
    /** Resolves when no run is at work any more. Meanwhile, commits that hooks note are not kept waiting: `again` takes them. */
    async finish(again: () => Promise<void>): Promise<void> {
      while (work.isBusy()) {
        await Promise.race([work.idle(), pause(glance)])
        if (work.isBusy() && (await inbox.read()).length > 0) await again()
        // What is heard of a source does not wait for the update of another one.
        else if (work.isBusy() && (await dueSources(tools.log)).length > 0) work.wake()
      }
      await work.idle()
    },
  }
}
