import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { storyRepository } from '../support/scenario.ts'

const story = async (t: ExecutionContext, templates: Readonly<Record<string, string>>) => {
  const repository = storyRepository(t)
  repository.commit('Begin', { 'README.md': '# Tool\n', 'src/index.ts': '// exports\n' })
  for (const [name, text] of Object.entries(templates)) repository.write(`templates/${name}`, text)
  await repository.run('git-doc allow --yes')
  const read = (path: string) => readFileSync(join(repository.path, path), 'utf8')
  return { ...repository, read }
}

test('a template makes a file, and puts a line into another one', async t => {
  const { run, read } = await story(t, {
    'part.njk':
      '---\nto: src/{{ name | kebabCase }}.ts\n---\nexport class {{ name | pascalCase }} {}\n',
    'export.njk':
      '---\nto: src/index.ts\ninject: after\nanchor: // exports\nunless: "{{ name }}"\n---\nexport * from "./{{ name }}.js"\n',
    'show.njk': '{{ items | length }} {{ who }}\n',
  })
  const made = await run('git-doc template render part --data name=userProfile')
  t.deepEqual([made.code, made.stdout], [0, 'src/user-profile.ts written.\n'], made.stderr)
  t.is(read('src/user-profile.ts'), 'export class UserProfile {}\n')
  t.regex((await run('git-doc template render part --data name=userProfile')).stdout, /already/)
  const dry = await run('git-doc template render export --data name=a --dry-run')
  t.regex(dry.stdout, /\+export \* from ".\/a.js"\nsrc\/index.ts would be changed/)
  t.is(read('src/index.ts'), '// exports\n')
  await run('git-doc template render export --data name=a')
  t.is(read('src/index.ts'), '// exports\nexport * from "./a.js"\n')
  t.regex((await run('git-doc template render export --data name=a')).stdout, /^Skipped: /)
  const shown = await run(`git-doc template render show --data who=me --data 'items=[1,2]'`)
  t.is(shown.stdout, '2 me\n', shown.stderr)
  const json = await run(
    `git-doc template render show out.txt --data-json '{"items":[],"who":1}' --json`,
  )
  t.like(JSON.parse(json.stdout), { file: 'out.txt', state: 'created' })
  t.is(read('out.txt'), '0 1\n')
  t.regex(
    (await run('git-doc template list')).stdout,
    /export\.njk +src\/index\.ts \(after\) +ready\npart\.njk +src\/\{\{ name/,
  )
})

test('a template that is not allowed, or that changed, is not rendered', async t => {
  const { run, write, path } = await story(t, { 'a.njk': 'a {% include "b.njk" %}', 'b.njk': 'b' })
  t.is((await run('git-doc template render a')).stdout, 'a b')
  write('templates/b.njk', 'other')
  const refused = await run('git-doc template render a out.txt')
  t.deepEqual([refused.code, existsSync(join(path, 'out.txt'))], [2, false])
  t.regex(refused.stderr, /templates\/b\.njk comes from the repository and is not allowed/)
  t.like(JSON.parse((await run('git-doc template list --json')).stdout), {
    templates: [{ state: 'ready' }, { state: 'not-allowed' }],
  })
  t.is((await run('git-doc template render a', { GIT_DOC_TRUST: 'all' })).stdout, 'a other')
})

const bad = test.macro(async (t, text: string, line: string, code: string) => {
  const { run, git } = await story(t, { 'a.njk': text })
  const answer = await run(`git-doc template render ${line} --json`)
  t.true(answer.code > 0)
  t.like(JSON.parse(answer.stdout), { error: { code } })
  t.is(git('status', '--porcelain', '--', ':!templates'), '')
})
for (const [title, text, line, code] of [
  ['no such template', '', 'b', 'TEMPLATE_UNKNOWN'],
  ['no template named', '', '', 'USAGE'],
  ['data that is no pair', '', 'a --data x', 'USAGE'],
  ['data that is no object', '', `a --data-json '[]'`, 'USAGE'],
  ['a variable that is not given', '{{ name }}', 'a', 'TEMPLATE_INVALID'],
  ['broken front matter', '---\nto: [\n---\n', 'a', 'TEMPLATE_INVALID'],
  ['a file outside, included', '{% include "../README.md" %}', 'a', 'TEMPLATE_INVALID'],
  ['a file outside, written', 'x', 'a ../x', 'TEMPLATE_TARGET_OUTSIDE'],
  [
    'a file outside, by data',
    '---\nto: "{{ to }}"\n---\n',
    'a --data to=../x',
    'TEMPLATE_TARGET_OUTSIDE',
  ],
  ["Git's own folder", '---\nto: .git/hooks/post-commit\n---\n', 'a', 'TEMPLATE_TARGET_OUTSIDE'],
  ['a file that is there', '---\nto: README.md\n---\nx', 'a', 'TEMPLATE_TARGET_EXISTS'],
  [
    'an anchor that is not there',
    '---\nto: README.md\ninject: after\nanchor: x!\n---\n1\n',
    'a',
    'TEMPLATE_ANCHOR_MISSING',
  ],
] as const)
  test(`bad input: ${title}`, bad, text, line, code)
