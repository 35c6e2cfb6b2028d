import { openLearn } from '../app/learn.ts'
import { type LearnReport, learn as learnFrom, share } from '../commands/commit/learn.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface LearnFlags extends GlobalOptions {
  readonly write?: boolean
}

/** Prints the mappings that the history supports; with `--write` it adds them to the configuration. */
export const learn = async (flags: LearnFlags, terminal: Terminal): Promise<number> => {
  const { source, close } = await openLearn(terminal.place, warning =>
    terminal.log(warning, { level: 'warning' }),
  )
  try {
    const report = await learnFrom(source, { write: flags.write === true })
    if (terminal.json) terminal.print(JSON.stringify({ schema: 1, ...report }))
    else print(report, terminal)
    return exitCode.done
  } finally {
    await close()
  }
}

const print = (report: LearnReport, terminal: Terminal): void => {
  const { proposals, changes, heldOut, path, written } = report
  if (proposals.length === 0) {
    terminal.print(
      `Nothing to propose: ${changes} ${changes === 1 ? 'commit' : 'commits'} changed code and documents together.`,
    )
    return
  }
  for (const { code, file, section, support, heldOut } of proposals) {
    terminal.print(`${code.join(', ')} -> ${file}, "${section}"`)
    terminal.print(`  ${share(support)}; of later ones ${share(heldOut)}`)
  }
  terminal.print()
  terminal.print(
    `Tested on the last ${heldOut.changes} of ${changes} such changes: of ${heldOut.named} sections that the mappings name, people edited ${heldOut.edited}.`,
  )
  terminal.print(
    written > 0
      ? `${written} ${written === 1 ? 'mapping' : 'mappings'} written to ${path}.`
      : `"git-doc learn --write" writes them to ${path}.`,
  )
}
