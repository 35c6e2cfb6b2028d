import { once } from 'node:events'
import { openExportAt, writeExport } from '../app/transfer.ts'
import { isGitDocError } from '../errors.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

/** Prints the log's entries and their seal, or writes them to a file. */
export const exportTo = async (
  file: string | undefined,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<number> => {
  const place = { cwd: process.cwd(), config: options.config }
  const log = await openExportAt(place)
  try {
    if (file === undefined || file === '-') await print(log.text())
    else {
      await writeExport(place, String(file), log.text())
      terminal.say(`${log.events} events written to ${file}`)
    }
    await log.seal().catch(error => {
      if (!isGitDocError(error)) throw error
      terminal.say(`The export is whole, but no copy could be sealed here: ${error.message}`)
    })
    return exitCode.done
  } finally {
    await log.close()
  }
}

const print = async (text: AsyncIterable<string>): Promise<void> => {
  for await (const chunk of text) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
  }
}
