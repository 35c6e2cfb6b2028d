import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { checkReleases } from '../src/releases/check.ts'
import { layoutOf } from '../src/releases/layout.ts'
import type { ReleaseName, TreeReader } from '../src/releases/release.ts'
import { interleaved, machine, row } from './measure.ts'

// What staging costs beside what Ajv alone needs to validate and compile the same schemas, and how memory grows with the number of
// packages (SPEC-KINDS M10):
//   node build/bench/releases.js [rounds]
const packages = 200
const self = fileURLToPath(import.meta.url)

/** A schema of the size of those that teams keep: some forty properties, references, an array of objects. */
const schemaOf = (name: string): string =>
  JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `https://example.org/${name}`,
      title: name.replace('/', ' '),
      type: 'object',
      properties: {
        summary: { type: 'string', minLength: 1 },
        ...Object.fromEntries(
          Array.from({ length: 24 }, (_, index) => [
            `field_${index}`,
            index % 3 === 0
              ? { type: 'string', format: 'date-time' }
              : index % 3 === 1
                ? { type: 'integer', minimum: index }
                : { enum: ['low', 'middle', 'high'] },
          ]),
        ),
        items: { type: 'array', items: { $ref: '#/$defs/item' } },
      },
      required: ['summary', 'items'],
      additionalProperties: false,
      $defs: {
        item: {
          type: 'object',
          properties: {
            id: { type: 'string', pattern: '^[a-z]+-[0-9]+$' },
            label: { type: 'string' },
            weight: { type: 'number', exclusiveMinimum: 0 },
            parts: { type: 'array', items: { $ref: '#/$defs/item' } },
          },
          required: ['id'],
        },
      },
    },
    null,
    2,
  )

const filesOf = (count: number): Readonly<Record<string, string>> => {
  const files: Record<string, string> = {}
  for (let index = 0; index < count; index += 1) {
    const name = `package_${index}`
    const folder = `document_types/${name}/releases/1.0.0`
    files[`${folder}/package.yaml`] = [
      `id: ${name}`,
      'version: 1.0.0',
      'authority_level: descriptive',
      'creation_mode: llm_generated',
      `required_inputs: [${index > 0 ? `package_${index - 1}@^1.0.0` : ''}]`,
      `schema_ref: schema:${name}:1.0.0`,
      'artifacts:',
      '  task_prompt: prompts/task.prompt.txt',
      '  pgc_context: prompts/pgc_context.prompt.txt',
      '  schema: schemas/output.schema.json',
      '',
    ].join('\n')
    files[`${folder}/schemas/output.schema.json`] = schemaOf(`${name}/output`)
    files[`${folder}/schemas/input.schema.json`] = schemaOf(`${name}/input`)
    files[`${folder}/prompts/task.prompt.txt`] =
      `Follow schema:${name}:1.0.0.\n\nRequired fields:\n- \`summary\`: one sentence\n- \`items\`: what there is\n`
    files[`${folder}/prompts/pgc_context.prompt.txt`] = 'Ask what the reader knows already.\n'
    files[`${folder}/views/full.docdef.json`] =
      '{ "sections": [{ "source_pointer": "/summary" }, { "source_pointer": "/label", "repeat_over": "/items" }] }\n'
  }
  return files
}

const treeOf = (files: Readonly<Record<string, string>>): TreeReader => {
  const paths = Object.keys(files).sort()
  const byFolder = new Map<string, string[]>()
  for (const path of paths) {
    const folder = path.split('/').slice(0, 4).join('/')
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path])
  }
  return {
    list: async folder =>
      byFolder.get(folder) ?? paths.filter(path => path.startsWith(`${folder}/`)),
    read: async path => files[path],
    treeOf: async folder => (byFolder.has(folder) ? folder : undefined),
  }
}

const staging = async (files: Readonly<Record<string, string>>): Promise<void> => {
  const releases: ReleaseName[] = [
    ...new Set(Object.keys(files).map(path => path.split('/')[1] ?? '')),
  ].map(name => ({ package: name, version: '1.0.0' }))
  const findings = await checkReleases({
    layout: layoutOf(),
    tree: treeOf(files),
    releases,
    active: {},
    released: new Map(),
  })
  if (findings.length > 0) throw new Error(JSON.stringify(findings[0]))
}

const bare = (files: Readonly<Record<string, string>>): void => {
  const ajv = new Ajv2020({ validateSchema: false, addUsedSchema: false, logger: false })
  addFormats.default(ajv)
  for (const [path, text] of Object.entries(files)) {
    if (!path.endsWith('.schema.json')) continue
    const schema = JSON.parse(text)
    if (!ajv.validateSchema(schema)) throw new Error(path)
    ajv.compile(schema)
  }
}

/** The most memory of a process that stages so many packages, in megabytes. */
const memoryOf = (count: number): number => {
  const { stdout } = spawnSync(process.execPath, [self, '--memory', `${count}`], {
    encoding: 'utf8',
  })
  return Number(stdout)
}

if (process.argv[2] === '--memory') {
  await staging(filesOf(Number(process.argv[3])))
  process.stdout.write(`${process.resourceUsage().maxRSS / 1024}`)
} else {
  const files = filesOf(packages)
  const { ours = 0, ajv = 0 } = await interleaved(Number(process.argv[2] ?? 5), {
    ours: () => staging(files),
    ajv: () => bare(files),
  })
  process.stdout.write(`${machine()}\n`)
  row(`staging ${packages} packages with ${2 * packages} schemas`, 'figure')
  row('---', '---')
  row('ours, ms', ours)
  row('Ajv alone, ms', ajv)
  row('ratio', ours / ajv)
  const [few, many] = [memoryOf(packages / 10), memoryOf(packages)]
  row(`most memory with ${packages / 10} packages, MB`, few)
  row(`most memory with ${packages} packages, MB`, many)
  row('more, MB', many - few)
}
