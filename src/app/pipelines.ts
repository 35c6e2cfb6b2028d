import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inside } from '../adapters/files/inside.ts'
import type { VerifyTools } from '../commands/pipeline/verify.ts'
import { evidenceInvalid } from '../errors/pipelines.ts'
import type { PipelineSettings } from '../ports/pipeline-settings.ts'
import type { PipelineEnds } from '../projections/pipeline/ended.ts'
import { ownCommand } from './own-program.ts'
import { locateState, openRepositoryAt, type Place, settled } from './place.ts'
import { openReading, type Reading, readKindView } from './reading.ts'
import { isInside } from './trust.ts'
import { packageVersion } from './version.ts'

/** A configured pipeline and how its runs ended. */
export interface ListedPipeline extends Partial<PipelineEnds> {
  readonly name: string
  readonly on: PipelineSettings['on']
  readonly gates: readonly string[]
}

/** Every configured pipeline with what the log's owner published of it last. It takes no lock and opens no log. */
export const listPipelines = async (place: Place): Promise<readonly ListedPipeline[]> => {
  const { facts } = await locateState(place)
  const { settings, folder } = await settled({ facts }, place)
  const entries = Object.entries(settings.pipelines)
  if (entries.length === 0) return []
  const view = (await readKindView(folder, 'pipeline')) as
    | { readonly pipelines?: Readonly<Record<string, PipelineEnds>> }
    | undefined
  return entries.map(([name, { on, gates }]) => ({
    name,
    on,
    gates: gates.map(gate => gate.name),
    ...view?.pipelines?.[name],
  }))
}

/** What reading commands of pipelines need; takes no lock. */
export interface PipelineReading extends Reading, VerifyTools {
  /** The text of a file as a person names it. EVIDENCE_INVALID. */
  text(file: string): Promise<string>
  /** The path of a file from the root; undefined if it is not below that. */
  inRoot(file: string): string | undefined
}

export const openPipelineReading = async (place: Place): Promise<PipelineReading> => {
  const reading = await openReading(place)
  const { facts } = reading.repository
  const [{ openPipelines }, { openReceipts }] = await Promise.all([
    import('../adapters/pipelines/open.ts'),
    import('../adapters/git/receipts.ts'),
  ])
  const receipts = openReceipts(facts)
  return {
    ...reading,
    root: facts.root,
    receipts,
    pipelines: reading.settings.pipelines,
    tools: openPipelines({
      ...facts,
      folder: reading.folder,
      isFromRepository: isInside(facts.root, reading.path),
      version: packageVersion(),
      tools: reading.settings.tools,
      gitDoc: ownCommand(facts.root, reading.path),
    }),
    text: file =>
      readFile(resolve(place.cwd, file), 'utf8').catch(() => {
        throw evidenceInvalid(file, 'it cannot be read.')
      }),
    inRoot: file => inside(facts.root, resolve(place.cwd, file)),
    async close() {
      await receipts.close()
      await reading.close()
    },
  }
}

/** The file that configures pipelines, from the root, and the line of each gate of one of them; the first where that is not found. */
export const gateLines = async (
  place: Place,
  pipeline: string,
): Promise<{ readonly file: string; lineOf(gate: string): number }> => {
  const repository = await openRepositoryAt(place.cwd)
  const { root } = repository.facts
  await repository.close()
  const { placeOf } = await import('../adapters/config/place.ts')
  const file = place.config === undefined ? undefined : resolve(place.cwd, place.config)
  const { path, shown } = placeOf({ root, file })
  const lines = (await readFile(path, 'utf8').catch(() => '')).split(/\r?\n/)
  return {
    file: shown,
    lineOf(gate) {
      let table = ''
      const at = lines.findIndex(line => {
        table = /^\s*\[+([^\]]+)\]/.exec(line)?.[1]?.replaceAll(/["'\s]/g, '') ?? table
        return (
          table === `pipeline.${pipeline}.gate` &&
          /^\s*name\s*=\s*["']([^"']+)["']/.exec(line)?.[1] === gate
        )
      })
      return at + 1 || 1
    },
  }
}

/** What `pipeline init` would add to a configuration, and whether one that has a pipeline is there already. */
export const proposePipeline = async (place: Place) => {
  const repository = await openRepositoryAt(place.cwd)
  const { settings, path } = await settled(repository, place).finally(() => repository.close())
  const { root } = repository.facts
  const manifest = await readFile(join(root, 'package.json'), 'utf8').catch(() => '{}')
  const scripts = scriptsIn(manifest)
  const gates = [
    ['name = "docs"', 'use = "docs"'],
    ...(['lint', 'test', 'build'] as const)
      .filter(script => scripts.includes(script))
      .map(script => [`name = "${script}"`, `run = ["npm", "run", "${script}"]`]),
    ['name = "hotspots"', 'use = "hotspots"', 'blocking = false'],
  ]
  const tables = gates.map(lines => ['[[pipeline.ci.gate]]', ...lines].join('\n'))
  const before = await readFile(path, 'utf8').catch(() => '')
  return {
    path,
    isThere: Object.keys(settings.pipelines).length > 0,
    text: `[pipeline.ci]\non = ["manual"]\n\n${tables.join('\n\n')}\n`,
    async write(text: string): Promise<void> {
      const { replaceUserFile } = await import('../adapters/files/replace-file.ts')
      const { mkdir } = await import('node:fs/promises')
      await mkdir(resolve(path, '..'), { recursive: true })
      const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n'
      await replaceUserFile(path, `${before}${gap}${text}`)
    },
  }
}

const scriptsIn = (manifest: string): readonly string[] => {
  try {
    return Object.keys((JSON.parse(manifest) as { scripts?: object } | null)?.scripts ?? {})
  } catch {
    return []
  }
}
