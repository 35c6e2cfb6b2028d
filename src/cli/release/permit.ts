import { permitThings } from '../permit-things.ts'
import type { Terminal } from '../terminal.ts'

/** Before a person moves a pointer: the command that tells of it must be allowed. NOT_ALLOWED. */
export const permitSync = (terminal: Terminal): Promise<void> =>
  permitThings(terminal, here => here.syncNotAllowed())
