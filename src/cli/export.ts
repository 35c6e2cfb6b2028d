import { openExportAt, writeExport } from '../app/transfer.ts'
import { isGitDocError } from '../errors/error.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints the log's entries and their seal, or writes them to a file. */
export const exportTo = async (
  file: string | undefined,
  _: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const { place } = terminal
  const log = await openExportAt(place)
  try {
    if (file === undefined || file === '-') {
      for await (const chunk of log.text()) await terminal.write(chunk)
    } else {
      await writeExport(place, file, log.text())
      terminal.log(`${log.events} events written to ${file}`)
    }
    await log.seal().catch(error => {
      if (!isGitDocError(error)) throw error
      terminal.log(`The export is whole, but no copy could be sealed here: ${error.message}`)
    })
    return exitCode.done
  } finally {
    await log.close()
  }
}
