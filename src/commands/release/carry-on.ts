import type { Kind } from '../../engine/kind.ts'
import { activation } from '../../kinds/activation/kind.ts'
import { release } from '../../kinds/release/kind.ts'
import type { WorkContext } from '../context.ts'
import { workOpen } from '../work-open.ts'

/**
 * Carries on what an earlier command began and could not end, because it was killed or because something was not allowed. What is
 * asked for next builds on the pointer that this leaves.
 */
export const carryOn = async (context: WorkContext): Promise<void> => {
  const kinds: readonly Kind[] = [release, activation]
  for (const kind of kinds)
    for await (const _ of workOpen(kind, context)) {
      // What comes of it is on record.
    }
}
