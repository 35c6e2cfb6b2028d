import type { SyncSettings } from '../../ports/release-settings.ts'
import type { Thing } from '../../ports/trust.ts'
import { commandThings } from '../process/command-things.ts'

/** What telling of a new pointer would run: the command, and the files of the repository that it names. */
export const syncThings = async (
  { command, shell }: Pick<SyncSettings, 'command' | 'shell'>,
  root: string,
): Promise<readonly Thing[]> =>
  command === undefined
    ? []
    : commandThings(
        { command, shell },
        { name: 'releases.sync.command', told: 'what is in production' },
        root,
      )
