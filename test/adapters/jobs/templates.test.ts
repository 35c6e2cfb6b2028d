import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openTargetFiles } from '../../../src/adapters/files/target-files.ts'
import { openTemplates } from '../../../src/adapters/jobs/child/templates.ts'
import { compiledFolder } from '../../../src/adapters/jobs/compiled-folder.ts'
import { renderTemplates } from '../../../src/adapters/jobs/render.ts'
import { openTemplateFiles } from '../../../src/adapters/jobs/template-files.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { jobsPlace } from './jobs-place.ts'

const engine = (files: Readonly<Record<string, string>>, cacheMb = 5) =>
  openTemplates(
    {
      files: Object.entries(files).map(([name, text]) => ({
        name,
        path: `templates/${name}`,
        text,
      })),
      left: [{ name: 'secret.njk', path: 'templates/secret.njk' }],
    },
    { autoescape: false, cacheMb },
  )

test('templates have filters for names, and include each other', async t => {
  const { render, renderText } = engine({
    'page.njk': '# {{ name | pascalCase }}\n{% include "parts/foot.njk" %}',
    'parts/foot.njk': '{{ name | plural | kebabCase }} & co',
  })
  t.is(await render('page.njk', { name: 'blog post' }), '# BlogPost\nblog-posts & co')
  t.is(await renderText('{{ a | default("none") | camelCase }}', {}), 'none')
  t.is(await renderText('{% include "gone.njk" ignore missing %}', {}), '')
})

const fault = test.macro(async (t, text: string, code: string, says: RegExp) => {
  const templates = engine({ 'a.njk': text, 'b.njk': 'x\n{{ gone.deep }}' })
  const error = await t.throwsAsync(templates.render('a.njk', { given: 1 }))
  t.like(error, { code })
  t.regex(error.message, says)
})
for (const [title, text, code, says] of [
  [
    'a value that is not given',
    '\n{{ given }} {{ name }}',
    'TEMPLATE_INVALID',
    /a\.njk:2:\d+: there is no value for given or name/,
  ],
  [
    'a value that an included one lacks',
    '{% include "b.njk" %}',
    'TEMPLATE_INVALID',
    /templates\/b\.njk:2/,
  ],
  [
    'a filtered value that is not given',
    '{{ name | camelCase }}',
    'TEMPLATE_INVALID',
    /no value for/,
  ],
  ['a block without an end', 'a\n{% if given %}', 'TEMPLATE_INVALID', /a\.njk: .*endif/],
  [
    'a filter that is not known',
    '{{ given | nothing }}',
    'TEMPLATE_INVALID',
    /filter not found: nothing/,
  ],
  [
    'a file outside',
    '{% include "../../etc/passwd" %}',
    'TEMPLATE_INVALID',
    /there is no template \.\.\/\.\.\/etc\/passwd/,
  ],
  [
    'a name without a template',
    '{% include "none.njk" %}',
    'TEMPLATE_INVALID',
    /there is no template none\.njk/,
  ],
  ['itself', '{% include "a.njk" %}', 'TEMPLATE_INVALID', /call stack/],
  ['what is not allowed', '{% include "secret.njk" %}', 'NOT_ALLOWED', /templates\/secret\.njk/],
  [
    'what is not allowed, though it may be missing',
    '{% include "secret.njk" ignore missing %}',
    'NOT_ALLOWED',
    /secret/,
  ],
] as const)
  test(`bad template: ${title}`, fault, text, code, says)

test('what was compiled is kept up to a bound, and rendered the same without one', async t => {
  const files = Object.fromEntries(
    Array.from({ length: 50 }, (_, at) => [`${at}.njk`, `{{ a }} ${at}`]),
  )
  for (const cacheMb of [0, 0.05, 5]) {
    const { render } = engine(files, cacheMb)
    for (const _ of [1, 2])
      for (const at of [0, 7, 49]) t.is(await render(`${at}.njk`, { a: 'x' }), `x ${at}`)
  }
})

const place = (t: ExecutionContext) => {
  const { root, state, processes, write } = jobsPlace(t)
  const world = {
    root,
    compiled: compiledFolder(state),
    processes,
    templates: { autoescape: false, cacheMb: 5 },
    grace: 200,
  }
  const files = openTemplateFiles(root, async () => [
    { folder: 'templates' },
    { folder: 'packs/p/views', prefix: 'p/' },
  ])
  const render = async (
    name: string,
    data = {},
    limits = { timeout: 20_000, memory: 128 * 2 ** 20 },
  ) => {
    const found = await files.find()
    const sources = found.map(({ content, ...file }) => ({ ...file, text: content }))
    const { signal } = new AbortController()
    const wanted = [{ name, fields: { to: '{{ 1 + 1 }}', anchor: 'plain' } }]
    return renderTemplates(world, { files: sources, left: [], wanted, data, signal }, limits)
  }
  return { root, write, files, render }
}

test('a template is rendered in a process that may do nothing else', async t => {
  const { write, render } = place(t)
  write('templates/a.njk', 'Hello {{ name }}')
  t.deepEqual(await render('a.njk', { name: 'Ada' }), [
    { text: 'Hello Ada', fields: { to: '2', anchor: 'plain' } },
  ])
  write(
    'templates/evil.njk',
    `{{ ({}).constructor.constructor('return process.getBuiltinModule("fs").readFileSync("templates/a.njk", "utf8")')() }}`,
  )
  const error = await t.throwsAsync(render('evil.njk'))
  t.like(error, { code: 'TEMPLATE_INVALID' })
})

test('a template that loops ends with its time, and one that grows with its memory', async t => {
  const { write, render } = place(t)
  write('templates/loop.njk', '{% for a in range(9000000000) %}{% endfor %}')
  write('templates/endless.njk', `{{ ({}).constructor.constructor('for (;;) {}')() }}`)
  write(
    'templates/grow.njk',
    `{{ ({}).constructor.constructor('const a = []; for (;;) a.push(new Array(1e5).fill(a.length))')() }}`,
  )
  const limits = { timeout: 1_500, memory: 64 * 2 ** 20 }
  await t.throwsAsync(render('endless.njk', {}, limits), { code: 'TEMPLATE_TIMED_OUT' })
  for (const name of ['loop.njk', 'grow.njk']) {
    const error = await t.throwsAsync(render(name, {}, { ...limits, timeout: 60_000 }))
    t.like(error, { code: 'TEMPLATE_ENDED' })
  }
})

test('templates are the files in their folders that end in .njk, and no link leads out', async t => {
  const { root, write, files } = place(t)
  for (const path of ['templates/b/c.njk', 'templates/a.njk', 'packs/p/views/d.njk', 'x.njk'])
    write(path, path)
  write('templates/notes.md', '')
  write('templates/.hidden/e.njk', '')
  symlinkSync('../x.njk', join(root, 'templates', 'link.njk'))
  symlinkSync('a.njk', join(root, 'templates', 'within.njk'))
  symlinkSync('..', join(root, 'templates', 'up'))
  t.deepEqual(
    (await files.find()).map(({ name, path }) => [name, path]),
    [
      ['a.njk', 'templates/a.njk'],
      ['b/c.njk', 'templates/b/c.njk'],
      ['p/d.njk', 'packs/p/views/d.njk'],
      ['within.njk', 'templates/within.njk'],
    ],
  )
})

test('files are written completely, and only in the repository', async t => {
  const folder = temporaryFolder(t)
  const root = join(folder, 'repository')
  mkdirSync(join(root, '.git'), { recursive: true })
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  symlinkSync('..', join(root, 'up'))
  symlinkSync('.git', join(root, 'git'))
  symlinkSync('nowhere', join(root, 'dangling'))
  const files = openTargetFiles(root)
  await files.write('a/b/c.txt', 'new')
  t.is(readFileSync(join(root, 'a/b/c.txt'), 'utf8'), 'new')
  t.is(await files.read('a/b/c.txt'), 'new')
  t.is(await files.read('none.txt'), undefined)
  for (const path of [
    '../outside.txt',
    join(folder, 'outside.txt'),
    'up/outside.txt',
    'up/new.txt',
    '.git/config',
    '.GIT/config',
    'a/.git/hooks/x',
    'git/config',
    'dangling',
    '.',
    '',
  ])
    await t.throwsAsync(files.write(path, 'x'), { code: 'TEMPLATE_TARGET_OUTSIDE' }, path)
  writeFileSync(join(root, 'bytes'), Uint8Array.of(0xff, 0xfe, 0))
  await t.throwsAsync(files.read('bytes'), { code: 'TEMPLATE_TARGET_UNREADABLE' })
  await t.throwsAsync(files.read('a'), { code: 'TEMPLATE_TARGET_UNREADABLE' })
  await t.throwsAsync(files.write('a/b/c.txt/d', 'x'), { code: 'TEMPLATE_TARGET_UNWRITABLE' })
  t.is(readFileSync(join(folder, 'outside.txt'), 'utf8'), 'outside')
})
