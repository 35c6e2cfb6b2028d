import test from 'ava'
import { type OfflineRequest, offlineDraft } from '../../src/documentation/offline.ts'
import { edited } from '../support/diff.ts'

const id = 'abc1234def5678901234567890abcdef12345678'

const draft = (
  text: string,
  subject = 'Add colours',
  rest: Partial<OfflineRequest['target']> = {},
) =>
  offlineDraft({
    commit: { commit: id, subject, message: subject },
    diff: [edited('src/a.ts', ['a'], ['b'])],
    target: { file: 'README.md', section: 'Recent changes', strategy: 'mapping', ...rest },
    text,
  })

const listed = test.macro<[before: string, after: string]>({
  exec(t, before, after) {
    const { text, proofs } = draft(before)
    t.is(text, after)
    t.deepEqual(draft(text), { text, proofs: [] }, 'a commit is listed once')
    t.is(proofs.length, 1)
    t.like(proofs[0], { kind: 'entry', from: '', file: 'src/a.ts' })
    t.true(text.includes(proofs[0]?.to ?? '?'))
  },
  title: name => `an entry ${name}`,
})

test(
  'goes on top of the list',
  listed,
  '## Recent changes\n\n- One (1234567)\n- Two\n\n',
  '## Recent changes\n\n- Add colours (abc1234)\n- One (1234567)\n- Two\n\n',
)
test(
  'is written like the others',
  listed,
  '## recent changes\nSince spring:\n\n *  One\n\n *  Two\n',
  '## recent changes\nSince spring:\n\n *  Add colours (abc1234)\n\n *  One\n\n *  Two\n',
)
test(
  'begins a list',
  listed,
  '## Recent changes\n',
  '## Recent changes\n\n- Add colours (abc1234)\n',
)
test(
  'begins a list before the next section',
  listed,
  '## Recent changes\n\n',
  '## Recent changes\n\n- Add colours (abc1234)\n\n',
)
test(
  'begins a list above other text',
  listed,
  'Recent changes\n---\n\nNone yet.\n',
  'Recent changes\n---\n\n- Add colours (abc1234)\n\nNone yet.\n',
)
test(
  'begins a list in a marked block',
  listed,
  '\nNone yet.\n',
  '\n- Add colours (abc1234)\n\nNone yet.\n',
)
test(
  'begins a list at the very end of a file',
  listed,
  '## Recent changes',
  '## Recent changes\n\n- Add colours (abc1234)',
)
test(
  'stands above a subsection and its list',
  listed,
  '## Recent changes\n\n### Last year\n\n- Old\n',
  '## Recent changes\n\n- Add colours (abc1234)\n\n### Last year\n\n- Old\n',
)
test(
  'is not fooled by code',
  listed,
  '## Recent changes\n\n```\n- a\n```\n\n1. One\n',
  '## Recent changes\n\n```\n- a\n```\n\n1. Add colours (abc1234)\n1. One\n',
)

test('a commit that is listed by a longer or shorter id is there already', t => {
  for (const known of ['abc1234d', id, 'abc1234']) {
    t.deepEqual(draft(`## Recent changes\n\n- One (${known})\n`).proofs, [])
  }
  t.is(draft('## Recent changes\n\n- One (abc1235)\n').proofs.length, 1)
})

const subject = test.macro<[subject: string, entry: string]>({
  exec(t, words, entry) {
    t.is(draft('## Recent changes\n', words).text, `## Recent changes\n\n- ${entry}\n`)
  },
  title: (_, words) => `the subject ${words}`,
})
test(subject, 'Fix #12: use `a<b>` for <T>', 'Fix #12: use `a<b>` for \\<T> (abc1234)')
test(subject, '<!-- git-doc: end -->', '\\<!-- git-doc: end --> (abc1234)')
test(
  subject,
  '1. [a](b) *c* snake_case _d_',
  '1\\. \\[a]\\(b) \\*c\\* snake_case \\_d\\_ (abc1234)',
)
test(subject, '# heading', '\\# heading (abc1234)')
test(subject, 'an `open tick', 'an \\`open tick (abc1234)')
test(subject, '  ', '(abc1234)')

test('nothing else is edited where changes are listed', t => {
  const diff = [
    edited(
      'src/a.ts',
      ['export function oldName() {', 'oldName()'],
      ['export function newName() {', 'newName()'],
    ),
  ]
  const text = '## Recent changes\n\n- Add `oldName` (1234567)\n'
  const made = offlineDraft({
    commit: { commit: id, subject: 'Rename', message: '' },
    diff,
    target: { file: 'README.md', section: 'x', strategy: 'comment' },
    text,
  })
  t.is(made.text, '## Recent changes\n\n- Rename (abc1234)\n- Add `oldName` (1234567)\n')
})

test('a marked block is known by its id', t => {
  t.is(
    draft('None.\n', 'Add it', { section: 'recent-changes', strategy: 'comment' }).text,
    '- Add it (abc1234)\n\nNone.\n',
  )
})

test('an inferred section, or one of another name, gets no entry', t => {
  t.deepEqual(draft('## Recent changes\n', 'Add it', { strategy: 'inferred' }).proofs, [])
  t.deepEqual(
    draft('## More recent changes\n', 'Add it', { section: 'More recent changes' }).proofs,
    [],
  )
})
