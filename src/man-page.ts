import { commandLine } from './cli/commands.ts'
import { manPage } from './cli/man-page.ts'

/** The manual of this version; the build writes it into the package. */
export const manual = (version: string): string =>
  manPage(
    commandLine(() => {
      throw new Error('A manual page opens no terminal.')
    }),
    version,
  )
