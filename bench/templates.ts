// What rendering 1,000 templates takes, compiled for the first time and kept, and what kept ones take of memory.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTemplates } from '../src/adapters/jobs/child/templates.ts'
import { compiledFolder } from '../src/adapters/jobs/compiled-folder.ts'
import { renderTemplates } from '../src/adapters/jobs/render.ts'
import { openTemplateFiles } from '../src/adapters/jobs/template-files.ts'
import { openProcesses } from '../src/adapters/process/runner.ts'

const count = 1000
const text = (at: number) =>
  `---\nto: src/${at}.ts\n---\n// {{ name | kebabCase }} ${at}\n{% for each in fields %}\nexport const {{ each | camelCase }}${at} = '{{ each }}'\n{% endfor %}\n{% if name == 'none' %}nothing{% else %}{{ name | pascalCase }}{% endif %}\n`
const data = { name: 'user profile', fields: ['first name', 'last name', 'mail address'] }

const folder = mkdtempSync(join(tmpdir(), 'git-doc-bench-'))
try {
  mkdirSync(join(folder, 'templates'))
  for (let at = 0; at < count; at += 1)
    writeFileSync(join(folder, 'templates', `${at}.njk`), text(at))
  const found = await openTemplateFiles(folder, async () => [{ folder: 'templates' }]).find()
  const files = found.map(({ content, ...file }) => ({ ...file, text: content }))
  const pass = async (engine: ReturnType<typeof openTemplates>) => {
    const begun = performance.now()
    for (const { name } of files) await engine.render(name, data)
    return performance.now() - begun
  }
  const line = (what: string, milliseconds: number) =>
    console.log(`${what.padEnd(44)} ${milliseconds.toFixed(0).padStart(6)} ms`)
  const heap = () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  for (const cacheMb of [0, 5, 50]) {
    const engine = openTemplates({ files, left: [] }, { autoescape: false, cacheMb })
    const before = heap()
    line(`${count} templates, cache of ${cacheMb} MB, first`, await pass(engine))
    const took = ((heap() - before) / 2 ** 20).toFixed(1)
    line(`${count} templates, cache of ${cacheMb} MB, again`, await pass(engine))
    console.log(`  kept: ${took} MB`)
  }
  const world = {
    root: folder,
    compiled: compiledFolder(join(folder, 'state')),
    processes: openProcesses(folder),
    templates: { autoescape: false, cacheMb: 5 },
    grace: 2_000,
  }
  for (const wanted of [files.slice(0, 1), files]) {
    const begun = performance.now()
    await renderTemplates(world, {
      files,
      left: [],
      wanted: wanted.map(({ name }) => ({ name, fields: {} })),
      data,
      signal: new AbortController().signal,
    })
    line(`${wanted.length} in a process of its own`, performance.now() - begun)
  }
  console.log(
    `load ${loadavg()
      .map(each => each.toFixed(1))
      .join(' ')}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
