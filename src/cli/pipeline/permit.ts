import { permitThings } from '../permit-things.ts'
import type { Terminal } from '../terminal.ts'

/** Before a person runs a pipeline: what its gates would run must be allowed. NOT_ALLOWED. */
export const permitGates = (pipeline: string, terminal: Terminal): Promise<void> =>
  permitThings(terminal, here => here.gatesNotAllowed(pipeline))
