import { proposePipeline } from '../../app/pipelines.ts'
import { wrongUsage } from '../../errors/usage.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { type PipelineOptions, printJson } from './options.ts'

/** Adds a pipeline to the configuration: the documents, the scripts of package.json, and hotspots. A configuration that has one stays as it is. */
export const init = async (
  args: readonly string[],
  { dryRun = false }: PipelineOptions,
  terminal: Terminal,
): Promise<number> => {
  if (args.length > 0) throw wrongUsage('"pipeline init" takes no names.')
  const { path, isThere, text, write } = await proposePipeline(terminal.place)
  const written = !isThere && !dryRun
  if (written) await write(text)
  if (terminal.json) {
    printJson(terminal, { ...(dryRun && { dryRun }), path, written, ...(!isThere && { text }) })
    return exitCode.done
  }
  if (isThere) terminal.print(`${path} has a pipeline already. Nothing was changed.`)
  else if (dryRun) for (const line of text.trimEnd().split('\n')) terminal.print(line)
  else terminal.print(`Added the pipeline "ci" to ${path}. Next: "git-doc pipeline run ci".`)
  return exitCode.done
}
