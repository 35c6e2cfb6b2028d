import test from 'ava'
import fc from 'fast-check'
import { termsOf } from '../../src/documentation/guards/vocabulary.ts'
import { offlineDraft } from '../../src/documentation/offline.ts'
import { edited } from '../support/diff.ts'
import { runs } from '../support/runs.ts'
import { stories } from '../support/stories.ts'

const all = stories()
const commit = { commit: 'a'.repeat(40), subject: 'Change it', message: 'Change it\n' }
const target = { file: 'README.md', section: 'Usage', strategy: 'inferred' as const }

/** What a document is made of: its lines, code, and marks that change what they mean. */
const marks = '# |`|```\n|\n|\n\n|- |> |<!--|-->|\\|*|[x](|)|word |\t|🦊|é'
  .split('|')
  .concat('| a | b |\n')
const linesOf = (text: string): string[] => text.split(/(?<=\n)/)
const textFrom = (lines: readonly string[]) =>
  fc
    .array(fc.constantFrom(...marks, ...lines, ...lines), { maxLength: 25 })
    .map(parts => parts.join(''))

test('edits touch nothing but what the proofs name', t => {
  const cases = fc
    .constantFrom(...all)
    .chain(story => fc.tuple(fc.constant(story), textFrom(linesOf(story.before))))
  let edits = 0
  fc.assert(
    fc.property(cases, ([story, text]) => {
      const made = offlineDraft({ commit, diff: story.diff, target, text })
      edits += made.proofs.length
      return differOnlyBy(text, made.text, made.proofs)
    }),
    runs(300),
  )
  t.true(edits > 10, 'there was something to see')
})

type Places = readonly [before: number, after: number]

/** Whether one text can be read off the other with nothing but the proofs' tokens exchanged. */
const differOnlyBy = (
  before: string,
  after: string,
  proofs: readonly { from: string; to: string }[],
): boolean => {
  // Where a token stands it may have been exchanged or not: both ways are followed.
  const steps = ([b, a]: Places): Places[] => [
    ...(before[b] === after[a] && b < before.length ? [[b + 1, a + 1] as const] : []),
    ...proofs
      .filter(({ from, to }) => before.startsWith(from, b) && after.startsWith(to, a))
      .map(({ from, to }) => [b + from.length, a + to.length] as const),
  ]
  const seen = new Set<string>()
  const open: Places[] = [[0, 0]]
  for (let places = open.pop(); places; places = open.pop()) {
    if (places[0] === before.length && places[1] === after.length) return true
    if (!seen.has(places.join())) open.push(...steps(places))
    seen.add(places.join())
  }
  return false
}

test('a diff that is no more than a wish to fail is read to its end', t => {
  const lines = fc.array(
    fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom(
        'const a = 1',
        '  timeout: 30,',
        "  .option('--x-y', 'z')",
        '"version": "1.2.3",',
        'def f(x):',
      ),
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(lines, lines, textFrom(['`timeout` defaults to 30.\n']), (removed, added, text) => {
      const request = { commit, diff: [edited('src/a.ts', removed, added)], target, text }
      const made = offlineDraft(request)
      t.deepEqual(offlineDraft({ ...request, diff: [...request.diff] }), made)
      t.is(made.text === text, made.proofs.length === 0)
    }),
    runs(100),
  )
})

test('what is too large to be read for proofs proves nothing', t => {
  const many = Array.from({ length: 30_000 }, (_, place) => `export const name${place} = ${place}`)
  const text = '`name1`\n'
  const large = edited(
    'src/a.ts',
    many,
    many.map(line => line.replace('name', 'other')),
  )
  t.is(offlineDraft({ commit, diff: [large], target, text }).text, text)
  const long = edited(
    'src/a.ts',
    [`oldName ${'x"'.repeat(2_500_000)}`],
    [`newName ${'y"'.repeat(2_500_000)}`],
  )
  t.is(offlineDraft({ commit, diff: [long], target, text: '`oldName`\n' }).text, '`oldName`\n')
  const block = Array.from({ length: 9000 }, (_, place) => `call${place}(${place})`)
  const reversed = [edited('src/a.ts', block, block.toReversed())]
  t.is(offlineDraft({ commit, diff: reversed, target, text }).text, text)
})

test('a section nested without end is read', t => {
  const deep = `${'> '.repeat(3000)}\`oldName\`\n\n${'*a '.repeat(3000)}`
  const diff = [
    edited(
      'src/a.ts',
      ['export function oldName() {', 'oldName()'],
      ['export function newName() {', 'newName()'],
    ),
  ]
  t.is(offlineDraft({ commit, diff, target, text: deep }).text.length, deep.length)
})

test('what is struck are whole lines, one of them with the name of the option', t => {
  const story = all.find(({ words, title }) => words && title.includes('nothing has any more'))
  const tree = { words: termsOf(story?.words ?? '') }
  const lines = fc.constantFrom(
    ...['- `--dry-run`: prints', '- `--quiet`: nothing', '* `-d`, `--dry-run` – x', '  and more'],
    ...['', '> - `--dry-run` (x)', '1. `--dry-run`: x', '  - `--dry-run`: x', '`--dry-run`: x'],
    ...['| flag | |\n| --- | --- |', '| `--dry-run` | x |', '| `--quiet` | y |'],
  )
  let struck = 0
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 15 }), parts => {
      const text = parts.join('\n')
      const made = offlineDraft({ commit, diff: story?.diff ?? [], target, text, tree })
      const { gone, rest } = withoutLines(text.split('\n'), made.text.split('\n'))
      struck += made.proofs.length
      t.deepEqual(rest, [], 'nothing was written')
      t.is(made.proofs.length > 0, gone.length > 0)
      t.true(made.proofs.every(({ from }) => gone.some(line => line.includes(from))))
      t.true(gone.every(line => !line.includes('quiet') && !line.startsWith('1.')))
    }),
    runs(200),
  )
  t.true(struck > 10, 'there was something to see')
})

/** The lines that are no more, and those that cannot be found in what was there. */
const withoutLines = (before: readonly string[], after: readonly string[]) => {
  const gone: string[] = []
  let found = 0
  for (const line of before) {
    if (line === after[found]) found += 1
    else gone.push(line)
  }
  return { gone, rest: after.slice(found) }
}
