import type { HookInstallation, HookRemoval, Hooks, HookWay } from '../ports/hooks.ts'
import type { Head } from '../ports/repository.ts'

export interface HookSetup {
  readonly hooks: Hooks
  readonly head: Head
  /** Leaves everything up to a commit as it is, unless its branch was looked at before; whether it did. */
  baseline(commit: string, ref: string): Promise<boolean>
}

export interface Enabled extends HookInstallation {
  readonly branch: string | undefined
  /** The commit up to which everything is left as it is from now on, if that was not decided before. */
  readonly baseline: string | undefined
}

/** Installs the hooks, and sees to it that the first run in the background does not take up a whole history. */
export const enableHook = async (setup: HookSetup, way?: HookWay): Promise<Enabled> => {
  const { ref, commit } = setup.head
  const installed = await setup.hooks.enable(way)
  const recorded = ref !== undefined && commit !== undefined && (await setup.baseline(commit, ref))
  return { ...installed, branch: ref, baseline: recorded ? commit : undefined }
}

/** Takes the hooks away; what else is in their files stays. */
export const disableHook = ({ hooks }: Pick<HookSetup, 'hooks'>): Promise<HookRemoval> =>
  hooks.disable()
