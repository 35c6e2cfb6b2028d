import picomatch from 'picomatch'
import type { PipelineSettings } from '../../ports/pipeline-settings.ts'
import type { ToolSettings } from '../../ports/tools.ts'
import type { Thing } from '../../ports/trust.ts'
import { gitText } from '../git/command.ts'
import { wordsIn } from '../process/command-things.ts'
import { repositoryFiles } from '../process/repository-files.ts'
import { toolThings } from './tool-things.ts'

/**
 * What the gates of a pipeline would run: their commands, and the files of the repository that they name, but for those that a gate
 * makes; and what a look at the tools runs. Only files count that Git tracks, because no pull brings others. `only` names a gate: then the
 * files are those of its command alone.
 */
export const pipelineThings = async (
  pipeline: string,
  { gates, env }: PipelineSettings,
  {
    root,
    tools,
  }: { readonly root: string; readonly tools: Readonly<Record<string, ToolSettings>> },
  only?: string,
): Promise<readonly Thing[]> => {
  const looksAtTools = gates.some(
    ({ name, use }) => use === 'tool-health' && (only === undefined || name === only),
  )
  const asked = looksAtTools ? await toolThings(tools, root) : []
  const commands = gates.flatMap(({ name, run, shell }) =>
    run === undefined ? [] : [{ gate: name, run, shell }],
  )
  if (commands.length === 0) return asked
  const lines = [
    ...commands.map(
      ({ gate, run, shell }) =>
        `${gate} = ${JSON.stringify(run)}${shell && typeof run === 'string' ? ', shell = true' : ''}`,
    ),
    ...(env.length > 0 ? [`environment = ${JSON.stringify(env)}`] : []),
    '',
  ]
  const name = `pipeline.${pipeline}`
  const label = `${commands.map(({ gate }) => gate).join(', ')} of ${pipeline}`
  const things = new Map<string, Thing>([
    [name, { what: 'command', name, label, content: lines.join('\n') }],
  ])
  const isMade = picomatch(
    gates.flatMap(({ artifacts }) => [...artifacts]),
    { dot: true },
  )
  const found: Thing[] = []
  for (const { run } of commands.filter(({ gate }) => only === undefined || gate === only))
    for (const file of await repositoryFiles(wordsIn(run), root))
      if (!isMade(file.name)) found.push(file)
  const isTracked = await trackedOf(found, root)
  for (const file of found.filter(isTracked)) things.set(file.name, file)
  for (const thing of asked) things.set(thing.name, thing)
  return [...things.values()]
}

const trackedOf = async (
  files: readonly Thing[],
  root: string,
): Promise<(file: Thing) => boolean> => {
  if (files.length === 0) return () => false
  const args = ['ls-files', '-z', '--', ...new Set(files.map(({ name }) => name))]
  const names = new Set((await gitText(args, { cwd: root })).split('\0'))
  return ({ name }) => names.has(name)
}
