import test from 'ava'
import { removals } from '../../../src/documentation/drift/gone.ts'
import { exampleForms, formOf, formsIn, namesIn } from '../../../src/documentation/drift/names.ts'
import type { ChangedFile } from '../../../src/ports/repository.ts'

const named = (text: string) =>
  namesIn(text).map(({ kind, word, past, start, end }) => {
    const mark = past ? ' (past)' : ''
    return `${kind} ${word}${mark}: ${text.slice(start, end)}`
  })

test('names are what is shaped like code, written as code', t => {
  t.deepEqual(
    named('Set `maxRetries`, `http.maxSockets` and `max_size`; `start` and `URL` are words.'),
    [
      'name maxRetries: `maxRetries`',
      'name maxSockets: `http.maxSockets`',
      'name max_size: `max_size`',
    ],
  )
  t.deepEqual(named('Call `retry()` with `--no-dry-run` or `MY_TOOL_LEVEL`, see `pre-commit`.'), [
    'call retry: `retry()`',
    'flag dry-run: `--no-dry-run`',
    'environment MY_TOOL_LEVEL: `MY_TOOL_LEVEL`',
    'name pre-commit: `pre-commit`',
  ])
})

test('code blocks name flags and variables, and keys where they are configuration', t => {
  const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`
  t.deepEqual(named(fence('sh', 'LOG_LEVEL=1 tool --dry-run x')), [
    'flag dry-run: --dry-run',
    'environment LOG_LEVEL: LOG_LEVEL',
  ])
  t.deepEqual(named(fence('yaml', 'retries:\n  max-size: 3')), [
    'key retries: retries:',
    'key max-size: max-size:',
  ])
  t.deepEqual(named(fence('js', 'const retries = 3')), [])
  t.deepEqual(named(fence('sh', 'npm install --save-exact tool')), [])
})

test('what is said to be of the past is marked', t => {
  t.deepEqual(named('`oldName` was renamed.'), ['name oldName (past): `oldName`'])
  t.deepEqual(named('# Migration\n\nUse `oldName`.'), ['name oldName (past): `oldName`'])
})

test('a document’s own examples are no names of the project', t => {
  const text = '```ts\nfunction inferSchema() {}\n```\n\nCall `inferSchema()`.\n'
  t.true(exampleForms(text).has(formOf('inferSchema')))
})

test('all spellings of a name have one form', t => {
  const forms = new Set(['dryRun', 'dry_run', 'dry-run', 'DRY_RUN', 'DryRun'].map(formOf))
  t.deepEqual([...forms], ['dryrun'])
  const found = new Set(formsIn('x = "--no-dry-run"; a.maxSize'))
  for (const form of ['dryrun', 'maxsize', 'nodryrun']) t.true(found.has(form), form)
})

const file = (path: string, commit = 'c2', subject = 'Remove it'): ChangedFile => ({
  path,
  commit,
  subject,
})

test('a word is gone where product code took away its declaration last', t => {
  const search = removals(new Set(['maxRetries']))
  search.look(file('src/a.ts'), true, 'export const maxRetries = 3')
  search.look(file('src/a.ts', 'c1', 'Add it'), false, 'export const maxRetries = 3')
  t.deepEqual([...search.found()], [['maxRetries', { commit: 'c2', subject: 'Remove it' }]])
})

const isNot = test.macro((t, look: (search: ReturnType<typeof removals>) => void) => {
  const search = removals(new Set(['maxRetries']))
  look(search)
  t.deepEqual([...search.found()], [])
})

test('a use that went is no declaration', isNot, search => {
  search.look(file('src/a.ts'), true, 'if (count > maxRetries) stop()')
})
test('a declaration that went before the last use is not what ended it', isNot, search => {
  search.look(file('src/a.ts'), true, 'if (count > maxRetries) stop()')
  search.look(file('src/a.ts', 'c1'), true, 'const maxRetries = 3')
})
test('tests declare what they like', isNot, search => {
  search.look(file('test/a.test.ts'), true, 'const maxRetries = 3')
})
test('what came from another package is that package’s', isNot, search => {
  search.look(file('src/a.ts'), true, 'const maxRetries = 3')
  search.look(file('src/a.ts', 'c1'), false, "import { maxRetries } from 'elsewhere'")
})
test('what an update of dependencies took was theirs', isNot, search => {
  search.look(file('src/a.ts', 'c2', 'Bump dependencies'), true, 'const maxRetries = 3')
})
