import test from 'ava'
import { askedFields } from '../../src/releases/prompt/asked-fields.ts'
import { isNamed, promptWords } from '../../src/releases/prompt/words.ts'

const asks = test.macro((t, text: string, expected: readonly string[]) => {
  t.deepEqual(
    askedFields(text).map(({ name, path }) => [...path, name].join('.')),
    [...expected],
  )
})

test(
  'fields of a list are those under a heading that says so',
  asks,
  '## Required fields\n\n- `a`: one\n- **b** - two\n- c: three\n\n## Style\n\n- `d`: four\n',
  ['a', 'b', 'c'],
)
test('a numbered list counts too', asks, 'Output sections:\n1. `a`\n2. `b.c`\n', ['a', 'b.c'])
test('inputs are not asked for', asks, 'Required inputs:\n- `a`\n\n# Context\n- `b`\n', [])
test('what is refused is not asked for', asks, '## Output fields\n- Never write `a`.\n- `b`\n', [
  'b',
])
test(
  'an example of the answer counts, with the names around',
  asks,
  '# Output\n```json\n{\n  "a": [{ "b": 1 }], // words\n  "c": { "d": "e: f" }\n}\n```\n',
  ['a', 'a.b', 'c', 'c.d'],
)
test(
  'an example of something else does not count',
  asks,
  '# Input\n```json\n{ "a": 1 }\n```\n\nBad output format:\n```json\n{ "b": 1 }\n```\n',
  [],
)
test('code in another language does not count', asks, '# Output\n```python\n{"a": 1}\n```\n', [])
test(
  'a sentence that asks for a field counts',
  asks,
  'Include a `a` field. Use the tool `b`. The value `c` is fine.\n',
  ['a'],
)

test('a name counts in any spelling, and never as a part of another', t => {
  const prompt = promptWords('Say the open gaps and riskLevel, but no summaryText.')
  for (const name of ['open_gaps', 'openGaps', 'risk_level', 'summary_text'])
    t.true(isNamed(name, prompt), name)
  for (const name of ['summary', 'gap', 'open_gaps_list']) t.false(isNamed(name, prompt), name)
})
