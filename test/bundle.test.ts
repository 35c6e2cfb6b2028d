import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Metafile } from 'esbuild'
import { packageFolder } from './support/run-command.ts'

const { outputs } = JSON.parse(
  readFileSync(join(packageFolder, 'build/bundle.json'), 'utf8'),
) as Metafile

/** Everything that is loaded at once with the chunk of a source file. */
const loadedWith = (source: string): readonly string[] => {
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? []
  const loaded = new Set<string>()
  const load = (chunk: string | undefined): void => {
    if (chunk === undefined || loaded.has(chunk) || !outputs[chunk]) return
    loaded.add(chunk)
    for (const { kind, path } of outputs[chunk].imports) if (kind === 'import-statement') load(path)
  }
  load(entry)
  return [...loaded]
}

const sizeOf = (chunks: readonly string[]): number =>
  chunks.reduce((sum, chunk) => sum + (outputs[chunk]?.bytes ?? 0), 0)

const sourcesIn = (chunks: readonly string[]): readonly string[] =>
  chunks.flatMap(chunk => Object.keys(outputs[chunk]?.inputs ?? {}))

for (const command of [
  'status',
  'history',
  'replay',
  'usage',
  'config',
  'cache',
  'daemon',
  'hooks',
  'init',
]) {
  test(`git-doc ${command} loads no effect, and less than 150 KB at once`, t => {
    const loaded = loadedWith(`src/cli/${command}.ts`)
    t.true(loaded.length > 1)
    t.true(sizeOf(loaded) < 150 * 1024, `${sizeOf(loaded)} bytes`)
    t.deepEqual(
      sourcesIn(loaded).filter(source =>
        /^src\/(kinds\/[^/]+\/effects|documentation)\//.test(source),
      ),
      [],
    )
  })
}

test('the list of kinds brings charts and views along, and no effect', t => {
  const loaded = loadedWith('src/kinds.ts')
  t.deepEqual(
    sourcesIn(loaded).filter(source => /\/effects\/|^src\/(documentation|adapters)\//.test(source)),
    [],
  )
})

test('what makes and reads archives adds less than 60 KB, and only its command loads it', t => {
  const isOfArchives = (source: string) =>
    /^(?:src\/(?:bundles|adapters\/bundles|commands\/bundle)\/|node_modules\/fflate\/)/.test(source)
  const added = Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([source]) => isOfArchives(source))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)
  t.true(added > 0 && added < 60 * 1024, `${added} bytes`)
  t.true(sourcesIn(loadedWith('src/cli/bundle.ts')).some(isOfArchives))
  t.false(sourcesIn(loadedWith('src/cli.ts')).some(isOfArchives))
})
