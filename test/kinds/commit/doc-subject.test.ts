import test from 'ava'
import { defaultSettings } from '../../../src/adapters/config/keys.ts'
import { docSubject, type SubjectValues } from '../../../src/kinds/commit/doc-subject.ts'

const template = defaultSettings.git.docCommitMessage
const values: SubjectValues = {
  hash: '4f2a91c0',
  subject: 'Rename the option',
  sections: ['Usage'],
}

const reads = test.macro(
  (t, changed: Partial<SubjectValues> & { template?: string }, subject: string) => {
    t.is(docSubject(changed.template ?? template, { ...values, ...changed }), subject)
    t.true(subject.length <= 72)
  },
)
test('one section is named', reads, {}, 'docs: update "Usage" for 4f2a91c0')
test(
  'of an address, the heading is named',
  reads,
  { sections: ['Tool > Usage > Options'] },
  'docs: update "Options" for 4f2a91c0',
)
test(
  'two sections are joined by a word',
  reads,
  { sections: ['Usage', 'Options'] },
  'docs: update "Usage" and "Options" for 4f2a91c0',
)
test(
  'a section in two documents is named once',
  reads,
  { sections: ['A > Usage', 'B > Usage'] },
  'docs: update "Usage" for 4f2a91c0',
)
test(
  'where there is no room for all, the others are counted',
  reads,
  { sections: ['Getting started', 'Command-line options', 'Configuration', 'Environment'] },
  'docs: update "Getting started" and 3 more for 4f2a91c0',
)
test(
  'a long heading is shortened',
  reads,
  { sections: ['How to configure the timeout of every single request that is sent'] },
  'docs: update "How to configure the timeout of every singl…" for 4f2a91c0',
)
test(
  'a long subject of the code commit is shortened',
  reads,
  {
    template: 'docs: follow {hash} ({subject})',
    subject: 'guards: a bare heading at the end, commentary behind it, and a table without rows',
  },
  'docs: follow 4f2a91c0 (guards: a bare heading at the end, commentary b…)',
)
test(
  'a text without placeholders stays as it is',
  reads,
  { template: 'docs: generated' },
  'docs: generated',
)

test('a character is never cut in half', t => {
  const subject = docSubject('{subject}', { ...values, subject: '👩‍👩‍👧‍👧'.repeat(20) })
  t.true(subject.length <= 72)
  t.is(subject, `${'👩‍👩‍👧‍👧'.repeat(6)}…`)
})
