import type { HookInstallation, HookName, HookRemoval, Hooks, HookWay } from '../ports/hooks.ts'
import type { Head } from '../ports/repository.ts'

export interface HookSetup {
  /** The hooks that jobs asked for last, and those that guard releases. */
  readonly asked?: readonly HookName[] | undefined
  readonly hooks: Hooks
  readonly head: Head
  /** Leaves everything up to a commit undocumented, unless its branch was read before. Returns whether it did, or would. */
  baseline(commit: string, ref: string, dryRun?: boolean): Promise<boolean>
}

export interface HookOptions {
  /** Those that jobs ask for, if the job files were read. */
  readonly hooks?: readonly HookName[] | undefined
  /** Change nothing. */
  readonly dryRun?: boolean | undefined
}

export interface Enabled extends HookInstallation {
  readonly branch: string | undefined
  /** The commit up to which everything stays undocumented from now on, unless that was already decided. */
  readonly baseline: string | undefined
}

/** Installs the hooks, and makes sure that the first background run does not document the whole history. */
export const enableHook = async (
  setup: HookSetup,
  way?: HookWay,
  { hooks, dryRun }: HookOptions = {},
): Promise<Enabled> => {
  const { ref, commit } = setup.head
  const installed = await setup.hooks.enable(way, { hooks: hooks ?? setup.asked, dryRun })
  const recorded =
    ref !== undefined && commit !== undefined && (await setup.baseline(commit, ref, dryRun))
  return { ...installed, branch: ref, baseline: recorded ? commit : undefined }
}

/** Removes the hooks and leaves the rest of their files unchanged. */
export const disableHook = (
  { hooks }: Pick<HookSetup, 'hooks'>,
  options: HookOptions = {},
): Promise<HookRemoval> => hooks.disable(options)
