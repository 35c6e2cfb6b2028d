import test from 'ava'
import { findSection } from '../../src/documentation/address.ts'
import { type GuardContext, guardFacts } from '../../src/documentation/guards/facts.ts'
import { findings, guardContext } from '../../src/documentation/guards.ts'
import { sections } from '../../src/documentation/sections.ts'

const usage = '## Usage\n\nRun `tool --fast`, then wait.\n\n```sh\ntool --fast\n```\n\n'
const flags = '| flag |\n| ---- |\n| `-a` |\n'
const context: GuardContext = {
  headings: ['# Tool', '## Install', '### Linux', '## API', '### Example', '### Example'],
  level: 2,
}

type Case = readonly [what: string, old: string, next: string, context?: GuardContext]

/** Under each rule what it stops, and what is near to that but right. */
const cases: Record<string, { bad: readonly Case[]; good: readonly Case[] }> = {
  empty: {
    bad: [
      ['nothing', usage, ''],
      ['blank lines', usage, '\n \n\t\n'],
    ],
    good: [['one word', flags, 'None.\n']],
  },
  'control-characters': {
    bad: [
      ['an escape sequence', usage, usage.replace('Run', '\u001B[1mRun')],
      ['NUL', usage, usage.replace('Run', 'Run\u0000')],
      ['a carriage return', usage, usage.replace('Run', 'Run\r')],
      ['half a character', usage, usage.replace('Run', 'Run \uD83D')],
      ['text that runs the other way', usage, usage.replace('Run', '\u202ERun')],
      ['one more than before', 'a\u0007\n', 'a\u0007\u0007\n'],
    ],
    good: [
      ['tabs', usage, usage.replace('Run', '\tRun')],
      ['emoji', usage, usage.replace('Run', '👩‍👩‍👧 Run')],
      ['one that was there', 'a\u0007\n', 'b\u0007\n'],
    ],
  },
  'own-heading': {
    bad: [
      ['no heading', usage, 'Run `tool`.\n'],
      ['another title', usage, usage.replace('Usage', 'Use')],
      ['another level', usage, usage.replace('##', '###')],
      ['text before it', usage, `Here it is:\n\n${usage}`],
    ],
    good: [
      ['the same', usage, usage.replace('fast', 'quick')],
      ['a marked section has none', flags, 'Text.\n', { headings: [], level: 0 }],
    ],
  },
  'open-fence': {
    bad: [
      ['cut off in code', usage, usage.replace(/```\n\n$/, '')],
      ['closed by another mark', usage, `## Usage\n\n\`\`\`\ncode\n~~~\n`],
      ['closed by a shorter mark', usage, `## Usage\n\n\`\`\`\`\ncode\n\`\`\`\n`],
      ['in a list', usage, '## Usage\n\n- first\n\n  ```sh\n  code\n'],
      ['nothing in it', usage, '## Usage\n\n```'],
    ],
    good: [
      ['more code', usage, `${usage}~~~\ncode\n~~~\n`],
      ['a fence in a fence', usage, '## Usage\n\n````md\n```sh\n````\n'],
      ['closed in a list', usage, '## Usage\n\n- first\n\n  ```sh\n  code\n  ```\n'],
      ['closed in a quote', usage, '## Usage\n\n> ```sh\n> code\n> ```\n'],
      ['indented code', usage, '## Usage\n\n    ```sh\n'],
      ['closed with a longer mark', usage, '## Usage\n\n```\ncode\n`````\n'],
      ['open before as well', '```\nold\n', '```\nnew\n'],
    ],
  },
  'open-comment': {
    bad: [
      ['a comment', usage, '## Usage\n\nText.\n\n<!-- note\n'],
      ['a comment in HTML', usage, '## Usage\n\n<div><!-- note\n\nText.\n'],
    ],
    good: [
      ['a closed comment', usage, '## Usage\n\nText. <!-- note -->\n\n<!--\nmore\n-->\n'],
      ['a comment in code', usage, '## Usage\n\n`<!--`\n\n```html\n<!-- open\n```\n'],
    ],
  },
  markers: {
    bad: [
      ['a new one', usage, `${usage}<!-- git-doc: ignore -->\n`],
      ['a new one in a line', usage, `${usage}Text <!-- git-doc: end --> text.\n`],
      ['a new one without colon', usage, `${usage}<!-- git-doc end -->\n`],
      ['one lost', `${usage}<!-- git-doc: ignore -->\n`, usage],
      [
        'globs changed',
        `${usage}<!-- git-doc: section=a code="src/**" -->\na\n\n<!-- git-doc: end -->\n`,
        `${usage}<!-- git-doc: section=a code="**" -->\na\n\n<!-- git-doc: end -->\n`,
      ],
      [
        'their order changed',
        `${usage}<!-- git-doc: section=a -->\n\n<!-- git-doc: end -->\n`,
        `${usage}<!-- git-doc: end -->\n\n<!-- git-doc: section=a -->\n`,
      ],
    ],
    good: [
      [
        'kept around a changed text',
        `${usage}<!-- git-doc: section=a -->\na\n\n<!-- git-doc: end -->\n`,
        `${usage}<!-- git-doc: section=a -->\nb\n\n<!-- git-doc: end -->\n`,
      ],
      ['shown as code', usage, `${usage}\`\`\`html\n<!-- git-doc: end -->\n\`\`\`\n`],
      ['another comment', usage, `${usage}<!-- see git-doc.md -->\n`],
    ],
  },
  'heading-level': {
    bad: [
      ['its own twice', usage, usage + usage],
      ['a sibling', usage, `${usage}## New\n\nText.\n`],
      ['a higher one', usage, `${usage}# New\n`],
      ['a setext sibling', usage, `${usage}New\n---\n`],
      ['in a marked section', flags, `${flags}\n## New\n`],
    ],
    good: [
      ['a subheading', usage, `${usage}### New\n\nText.\n`],
      ['one in code', usage, `${usage}\`\`\`\n# a comment\n\`\`\`\n`],
      ['one in a quote', usage, `${usage}> ## Quoted\n`],
      ['those a marked section had', `## A\n\na\n\n## B\n`, `## A\n\nb\n\n## B\n`],
      ['in a marked section at the top', flags, `${flags}\n## New\n`, { headings: [], level: 0 }],
    ],
  },
  'foreign-heading': {
    bad: [
      ['below its level', usage, `${usage}### Linux\n\nText.\n`],
      ['written otherwise', usage, `${usage}### Linux ###\n\nText.\n`],
      ['of a marked section at the top', flags, `${flags}\n## API\n`, { ...context, level: 1 }],
    ],
    good: [
      ['a habit of the document', usage, `${usage}### Example\n\nText.\n`],
      ['the same title at another level', usage, `${usage}#### Linux\n`],
      ['one it had', `${usage}### Linux\n`, `${usage}Text.\n\n### Linux\n`],
      ['in code', usage, `${usage}\`\`\`md\n### Linux\n\`\`\`\n`],
    ],
  },
  'too-large': {
    bad: [
      ['a small section', usage, usage + 'More and more text.\n'.repeat(500)],
      ['a large one', `${usage}${'Words. '.repeat(2000)}\n`, `${usage}${'Words. '.repeat(9000)}\n`],
    ],
    good: [
      ['a small one that grows much', usage, usage + 'More and more text.\n'.repeat(400)],
      [
        'a large one three times',
        `${usage}${'Words. '.repeat(2000)}\n`,
        `${usage}${'Words. '.repeat(6000)}\n`,
      ],
    ],
  },
  emptied: {
    bad: [
      ['to its heading', usage, '## Usage\n'],
      ['to headings', usage, '## Usage\n\n### More\n'],
    ],
    good: [
      ['nothing was there', '## Usage\n', '## Usage\n\n### More\n'],
      ['a line is left', usage, '## Usage\n\nNone.\n'],
    ],
  },
}

const everything = { has: () => true }
const sources = { changed: everything, gone: everything, known: everything, suspect: false }

/** What an answer is refused for at once, whatever it speaks of. */
const ruleOf = ([, old, next, given]: Case): string | undefined =>
  findings(guardFacts(old, next, given ?? context, sources)).find(
    ({ verdict }) => verdict === 'refuse',
  )?.rule

for (const [rule, { bad, good }] of Object.entries(cases)) {
  for (const each of bad) test(`${rule} stops ${each[0]}`, t => t.is(ruleOf(each), rule))
  for (const each of good) test(`${rule} lets pass: ${each[0]}`, t => t.is(ruleOf(each), undefined))
}

test('a section may stay as it is, whatever it is', t => {
  for (const { bad, good } of Object.values(cases))
    for (const [, old] of [...bad, ...good])
      t.deepEqual(findings(guardFacts(old, old, { headings: [], level: 6 }, sources)), [])
})

test('the context of a section has every heading but its own', t => {
  const list = sections(
    '# T\n## A\n### B\n<!-- git-doc: section=x -->\n### M\n<!-- git-doc: end -->\n## C\n',
  )
  const of = (address: string, scope: 'whole' | 'own') =>
    guardContext(list, findSection(list, address, 'a.md'), scope)
  t.deepEqual(of('A', 'whole'), { headings: ['# T', '## C'], level: 2 })
  t.deepEqual(of('A', 'own'), { headings: ['# T', '### B', '### M', '## C'], level: 2 })
  t.deepEqual(of('x', 'own'), { headings: ['# T', '## A', '### B', '## C'], level: 3 })
})
