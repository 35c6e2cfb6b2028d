import type { Settings } from '../../ports/settings.ts'
import type { Thing } from '../../ports/trust.ts'
import { commandThings } from '../process/command-things.ts'

/** What alerts would run: the command, and the files of the repository that it names. */
export const alertThings = async (
  { command, shell }: Settings['alerts'],
  root: string,
): Promise<readonly Thing[]> =>
  command === undefined
    ? []
    : commandThings({ command, shell }, { name: 'alerts.command', told: 'how runs ended' }, root)
