import test from 'ava'
import { parse } from 'smol-toml'
import { setValue } from '../../../src/adapters/config/edit.ts'
import { removeKey } from '../../../src/adapters/config/remove-key.ts'
import { configTemplate } from '../../../src/adapters/config/template.ts'
import type { GitDocError } from '../../../src/errors/error.ts'

const removed = test.macro((t, text: string, key: string, left: string) => {
  t.is(removeKey(text, key), left)
})
test(
  'its line goes, with the comment behind it',
  removed,
  '[llm]\nprovider = "groq" # fast\nmodel = "m"\n',
  'llm.provider',
  '[llm]\nmodel = "m"\n',
)
test(
  'the last key of a table leaves its header',
  removed,
  '# Ours\n[llm]\nmodel = "m"\n\n[git]\n',
  'llm.model',
  '# Ours\n[llm]\n\n[git]\n',
)
test(
  'a list of several lines goes whole',
  removed,
  'doc_files = [\n  "a.md", # one\n  "b.md",\n]\nignore = []\n',
  'doc_files',
  'ignore = []\n',
)
test(
  'a dotted key goes',
  removed,
  'llm.model = "m"\nllm.timeout = 3\n',
  'llm.model',
  'llm.timeout = 3\n',
)
test(
  'the only dotted key of a table goes with the table',
  removed,
  'llm.model = "m"\n',
  'llm.model',
  '',
)
test(
  'a file without an end of line stays whole',
  removed,
  '[llm]\ntimeout = 3\nmodel = "m"',
  'llm.model',
  '[llm]\ntimeout = 3\n',
)
test(
  'lines may end as on Windows',
  removed,
  '[llm]\r\nmodel = "m"\r\ntimeout = 3\r\n',
  'llm.model',
  '[llm]\r\ntimeout = 3\r\n',
)
test(
  'what is not there changes nothing',
  removed,
  '[llm]\nmodel = "m"\n',
  'llm.timeout',
  '[llm]\nmodel = "m"\n',
)

test('a key inside braces goes, and the others stay', t => {
  const left = removeKey('llm = { model = "m", timeout = 3 }\n', 'llm.model')
  t.deepEqual(structuredClone(parse(left)), { llm: { timeout: 3 } })
})

test('what was set in the first configuration is as it was after it is removed', t => {
  const text = configTemplate({ provider: 'offline', docFiles: ['README.md'] })
  for (const [key, value] of [
    ['llm.timeout', '30'],
    ['git.doc_commit_message', 'docs: {hash}'],
    ['engine.concurrency', '2'],
    ['new_sections', 'false'],
    ['budget.month', '5'],
  ] as const)
    t.is(removeKey(setValue(text, key, value), key), text, key)
})

test('what is not a key is refused, and so is a file that is wrong elsewhere', t => {
  const mistyped = t.throws(() => removeKey('', 'llm.modle')) as GitDocError
  t.is(mistyped.code, 'USAGE')
  t.regex(mistyped.hint ?? '', /llm\.model/)
  t.throws(() => removeKey('[git]\nnonsense = 1\n[llm]\nmodel = "m"\n', 'llm.model'), {
    code: 'CONFIG_INVALID',
  })
})

test('a wrong value can be removed', t => {
  t.is(removeKey('[llm]\ntimeout = "soon"\n', 'llm.timeout'), '[llm]\n')
})
