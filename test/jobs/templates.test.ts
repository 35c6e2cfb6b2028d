import test from 'ava'
import { frontMatterOf } from '../../src/jobs/templates/front-matter.ts'
import { withIncluded } from '../../src/jobs/templates/included.ts'
import { type Placed, put } from '../../src/jobs/templates/put.ts'
import { splitTemplate } from '../../src/jobs/templates/split.ts'

const template = (content: string, name = 'a.njk') => ({ name, path: `templates/${name}`, content })

test('front matter is taken off, and every line of the text stays where it was', t => {
  t.deepEqual(splitTemplate('---\nto: a\nforce: true\n---\nbody\n'), {
    head: 'to: a\nforce: true\n',
    text: '{#\n\n\n\n#}body\n',
    isOpen: false,
  })
  t.is(splitTemplate('---\r\nto: a\r\n---\r\nbody').head, 'to: a\r\n')
  t.deepEqual(splitTemplate('body\n---\nto: a\n---\n').head, undefined)
  t.is(splitTemplate('---\n---\n---\ntitle: A\n---\n').text, '{#\n\n#}---\ntitle: A\n---\n')
  t.is(splitTemplate('\uFEFFbody').text, 'body')
})

test('front matter says where the text goes', async t => {
  t.deepEqual(await frontMatterOf(template('body')), { force: false })
  t.deepEqual(
    await frontMatterOf(
      template('---\nto: src/{{ name }}.ts\ninject: before\nanchor: "// end"\nunless: x\n---\n'),
    ),
    { to: 'src/{{ name }}.ts', inject: 'before', anchor: '// end', unless: 'x', force: false },
  )
})

const broken = test.macro(async (t, content: string, says: RegExp) => {
  const error = await t.throwsAsync(frontMatterOf(template(content)))
  t.like(error, { code: 'TEMPLATE_INVALID' })
  t.regex(error.message, says)
})
for (const [title, content, says] of [
  ['an expression without quotes', '---\nto: {{ a }}.md\n---\n', /templates\/a\.njk:2: /],
  ['no end', '---\nto: a\nbody\n', /a\.njk:1: the line ---/],
  ['a key that is not known', '---\nto: a\ntitle: b\n---\n', /a\.njk:3: title is not known/],
  ['a list', '---\n- a\n---\n', /a\.njk:1: /],
  ['a number where a text must be', '---\nto: 1\n---\n', /a\.njk:2: to must be a text/],
  ['a key that is there twice', '---\nto: a\nto: b\n---\n', /a\.njk:3: /],
  [
    'inject without its anchor',
    '---\nto: a\ninject: after\n---\n',
    /:3: inject after needs an anchor/,
  ],
  ['an anchor without inject', '---\nto: a\nanchor: b\n---\n', /:3: anchor is only for inject/],
  ['an anchor for append', '---\ninject: append\nanchor: b\n---\n', /:3: anchor is not for append/],
  ['another inject', '---\ninject: at\n---\n', /:2: inject must be before, after or append/],
] as const)
  test(`broken front matter: ${title}`, broken, content, says)

const placed = (own: Partial<Placed> = {}): Placed => ({
  template: 'a.njk',
  to: 'a.txt',
  text: 'new\n',
  force: false,
  inject: undefined,
  ...own,
})

test('a text becomes a new file, and replaces another one only by force', t => {
  t.like(put(undefined, placed()), { state: 'created', content: 'new\n' })
  t.like(put('new\n', placed()), { state: 'unchanged' })
  t.throws(() => put('old\n', placed()), { code: 'TEMPLATE_TARGET_EXISTS' })
  t.like(put('old\n', placed({ force: true })), { state: 'replaced', content: 'new\n' })
})

test('a text is put beside the one line that has the anchor, or at the end', t => {
  const at = (inject: Placed['inject'], before: string, anchor?: string) =>
    put(before, placed({ inject, anchor })).content
  t.is(at('before', 'a\nb\n', 'b'), 'a\nnew\nb\n')
  t.is(at('after', 'a\nb\n', 'a'), 'a\nnew\nb\n')
  t.is(at('after', 'a\nb', 'b'), 'a\nb\nnew\n')
  t.is(at('append', 'a'), 'a\nnew\n')
  t.is(at('append', ''), 'new\n')
  t.is(at('after', 'a\r\nb\r\n', 'a'), 'a\r\nnew\r\nb\r\n')
  t.is(put(undefined, placed({ inject: 'append' })).state, 'created')
})

test('an anchor must be on one line, and a file to put something into must be there', t => {
  const into = (before: string | undefined, anchor: string) => () =>
    put(before, placed({ inject: 'after', anchor }))
  t.throws(into('a\nb\n', 'c'), { code: 'TEMPLATE_ANCHOR_MISSING' })
  t.throws(into('a\nb\na\n', 'a'), { code: 'TEMPLATE_ANCHOR_TWICE', message: /1, 3/ })
  t.throws(into('a\n', ' '), { code: 'TEMPLATE_INVALID' })
  t.throws(into(undefined, 'a'), { code: 'TEMPLATE_TARGET_MISSING' })
})

test('unless a file has a text already', t => {
  const own = placed({ inject: 'append', unless: 'old' })
  t.like(put('old\n', own), { state: 'skipped', content: 'old\n' })
  t.like(put('other\n', own), { state: 'injected' })
})

test('what a template includes by name is known before it is rendered', t => {
  const files = [
    template('{% include "b.njk" %}{% include name %}'),
    template("{%- extends 'c.njk' %}", 'b.njk'),
    template('{% import "a.njk" as a %}{% from "none.njk" import x %}', 'c.njk'),
    template('', 'd.njk'),
  ]
  t.deepEqual(
    withIncluded(files[0] ?? template(''), files).map(({ name }) => name),
    ['a.njk', 'b.njk', 'c.njk'],
  )
})
