import type { Recorded } from '../events/recorded.ts'
import { type Advancing, advance } from './advance.ts'
import { rehydrate } from './fold.ts'
import type { OpenRun } from './kind.ts'

/**
 * Takes runs of one kind on, one after the other, each as far as it goes. One that fails or waits never stops the next;
 * one that waits tries again, where its state says that it may.
 */
export async function* runAll(
  runs: readonly OpenRun[],
  advancing: Advancing,
  begin: (run: OpenRun) => void = () => {},
): AsyncGenerator<Recorded> {
  for (const run of runs) {
    begin(run)
    yield* resume(run, advancing)
    yield* advance(run.run, advancing)
  }
}

/** Records that what a run waited for may be over. Does nothing for a run that waits for an event of its own. */
export async function* resume(
  run: OpenRun,
  { kind, log }: Pick<Advancing, 'kind' | 'log'>,
): AsyncGenerator<Recorded> {
  const event = { type: 'apply.resumed', data: {} }
  if (run.tag !== 'waiting' || !rehydrate(kind.machine, run).can(event)) return
  yield* await log.append(run.run, [{ event }], run.version)
}
