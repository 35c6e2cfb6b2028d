import { permitThings } from '../permit-things.ts'
import type { Terminal } from '../terminal.ts'

/** Before a person has something updated: what that would run must be allowed. NOT_ALLOWED. */
export const permitSources = (
  names: readonly string[] | undefined,
  terminal: Terminal,
): Promise<void> => permitThings(terminal, here => here.sourcesNotAllowed(names))
