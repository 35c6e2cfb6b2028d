import type { StepCommit } from '../machines/stepped-run.ts'
import type { Repository } from '../ports/repository.ts'
import type { World } from './kind.ts'
import { type CarryOutStep, endOf } from './run-steps.ts'

type Asked = Pick<Repository, 'resolve' | 'contains'>

/** Those of a step's commits that are on their branch, or where the person is now. */
export const madeOf = async (
  commits: readonly StepCommit[],
  { resolve, contains }: Asked,
): Promise<readonly string[]> => {
  const isOn = async (revision: string, commit: string): Promise<boolean> => {
    const tip = await resolve(revision).catch(() => undefined)
    return tip !== undefined && contains(tip, commit).catch(() => false)
  }
  const made = await Promise.all(
    commits.map(async ({ commit, ref }) =>
      (await isOn(ref, commit)) || (await isOn('HEAD', commit)) ? [commit] : [],
    ),
  )
  return made.flat()
}

/**
 * The same step, whose end names the commits that Git has. What it prepared is on record before a branch moves, so one that failed, or was cut
 * off and then failed, may have prepared a commit that was never made.
 */
export const namingMade =
  <Outside extends World & { readonly repository: Asked }>(
    carryOut: CarryOutStep<Outside>,
  ): CarryOutStep<Outside> =>
  async (step, context, world, run, record) => {
    const prepared = new Map((step.commits ?? []).map(commit => [commit.call, commit]))
    const end = await endOf(
      carryOut(step, context, world, run, async event => {
        await record(event)
        if (event.type !== 'step.prepared') return
        // The event was checked when it was recorded.
        const { call, commit } = event.data as { call: number; commit: Omit<StepCommit, 'call'> }
        prepared.set(call, { call, ...commit })
      }),
    )
    if (prepared.size === 0) return end
    return { ...end, commits: await madeOf([...prepared.values()], world.repository) }
  }
