import picomatch from 'picomatch'
import type { UpstreamSource } from '../../ports/settings.ts'
import type { Thing } from '../../ports/trust.ts'
import { gitText } from '../git/command.ts'
import { wordsIn } from '../process/command-things.ts'
import { repositoryFiles } from '../process/repository-files.ts'

/**
 * What a source would have git-doc run: its commands, and the files of the repository that they name. What is checked out, made or
 * written by an update is no file of the repository's in this sense: the source's policy is for that. With `tracked`, only files
 * count that Git tracks, because no pull brings others, and a step may make them.
 */
export const upstreamThings = async (
  source: string,
  { commands, shell, env, repo, remotes, path, artifact, commit }: UpstreamSource,
  root: string,
  { tracked = true }: { readonly tracked?: boolean } = {},
): Promise<readonly Thing[]> => {
  const names = Object.keys(commands)
  if (names.length === 0) return []
  const words = Object.entries(commands)
  const lines = [
    ...words.map(([name, command]) => `${name} = ${JSON.stringify(command)}`),
    ...(shell ? ['shell = true'] : []),
    ...(env.length > 0 ? [`environment = ${JSON.stringify(env)}`] : []),
    `they run for versions of ${[...remotes, repo].join(', ')}`,
    '',
  ]
  const label = `${names.join(', ')} of ${source}`
  const name = `upstream.${source}`
  const things = new Map<string, Thing>([
    [name, { what: 'command', name, label, content: lines.join('\n') }],
  ])
  const isMade = picomatch(
    [...artifact, ...commit, ...(path === undefined ? [] : [`${path}/**`])],
    {
      dot: true,
    },
  )
  const found: Thing[] = []
  for (const [, command] of words)
    for (const file of await repositoryFiles(wordsIn(command), root))
      if (!isMade(file.name)) found.push(file)
  const isWanted = tracked ? await trackedOf(found, root) : () => true
  for (const file of found.filter(isWanted)) things.set(file.name, file)
  return [...things.values()]
}

/** That a token may go to a forge's API: where it goes, and which variable it is in. Undefined for a source without a webhook. */
export const hookThing = (
  source: string,
  { repo, hook }: Pick<UpstreamSource, 'repo' | 'hook'>,
): Thing | undefined => {
  if (!hook) return undefined
  const { tokenEnv, api, forge } = hook
  const to = `the API of ${forge ?? 'the forge'} for ${hook.repo ?? repo}`
  return {
    what: 'command',
    name: `upstream.${source}.hook`,
    label: `${tokenEnv} for the deliveries of ${source}`,
    content: `the token in ${tokenEnv} goes to ${api ?? to}\n`,
  }
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
