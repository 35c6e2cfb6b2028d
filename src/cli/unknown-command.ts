import type { CAC } from 'cac'
import { wrongUsage } from '../errors.ts'
import { exitCode } from './exit-code.ts'

/** Answers a call that names no command: the help for none at all, an error for one that does not exist. */
export const unknownCommand = (cli: CAC): number => {
  const [name] = cli.args
  if (name !== undefined) throw wrongUsage(`"${name}" is no command of git-doc.`)
  cli.outputHelp()
  return exitCode.usage
}
