import type { JobHook } from '../ports/jobs.ts'
import type { Settings } from '../ports/settings.ts'

/** The hooks in which releases are guarded, where there are releases. */
export const guardHooks = ({ releases }: Pick<Settings, 'releases'>): readonly JobHook[] =>
  releases ? ['pre-commit', 'pre-push'] : []

/** The hooks that jobs ask for, and those in which releases are guarded. */
export const withGuards = (
  hooks: readonly JobHook[],
  settings: Pick<Settings, 'releases'>,
): readonly JobHook[] => [...new Set([...hooks, ...guardHooks(settings)])]
