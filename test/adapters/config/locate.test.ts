import { readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { parse } from 'smol-toml'
import { type KeyPath, locate } from '../../../src/adapters/config/locate.ts'
import { runs } from '../../support/runs.ts'

const toml = `# comment = 1
doc_files = [
  "README.md", # llm = "no"
  # [git]
  'docs/**',
]
"quoted \\"key\\"" = 1
'literal.key' = """
[llm]
model = "inside a text"
""" # end
top.dotted . deep = 'x'
inline = { a = 1, "b c" = [ { d = 2 }, { d = 3 } ] }

[llm] # [state]
provider = "openai" # timeout = 3
  timeout=1.5
lines = '''
a = 1
'''''

[ "git" . hooks ]
on = true

[[mappings]]
code_pattern = "a"

[mappings.extra]
more = 1979-05-27 07:32:00

[[mappings]]
code_pattern = "b"
[[mappings.parts]]
n = 1
[[mappings.parts]]
n = 2
`

const on = test.macro((t, path: KeyPath, line: number | undefined) => {
  t.is(locate(toml).at(path)?.line, line)
  t.is(locate(toml.replaceAll('\n', '\r\n')).at(path)?.line, line)
  t.is(locate(`\ufeff${toml}`).at(path)?.line, line)
})

test('a list', on, ['doc_files'], 2)
test('an element of a list', on, ['doc_files', 1], 5)
test('a quoted key', on, ['quoted "key"'], 7)
test('a key in single quotes, its dot no separator', on, ['literal.key'], 8)
test('nothing inside a text of several lines', on, ['model'], undefined)
test('a dotted key', on, ['top', 'dotted', 'deep'], 12)
test('a table that a dotted key makes', on, ['top', 'dotted'], 12)
test('a key of an inline table', on, ['inline', 'a'], 13)
test('a key of an inline table in a list', on, ['inline', 'b c', 1, 'd'], 13)
test('a table', on, ['llm'], 15)
test('a key of a table', on, ['llm', 'provider'], 16)
test('an indented key', on, ['llm', 'timeout'], 17)
test('no key in a comment', on, ['state'], undefined)
test('a key behind a text that ends in five quotes', on, ['git', 'hooks', 'on'], 23)
test('a quoted, dotted table', on, ['git', 'hooks'], 22)
test('a first table of a list', on, ['mappings', 0, 'code_pattern'], 26)
test('a list of tables is where its first one is', on, ['mappings'], 25)
test('a table in a table of a list', on, ['mappings', 0, 'extra', 'more'], 29)
test('a second table of a list', on, ['mappings', 1, 'code_pattern'], 32)
test('a list of tables in a table of a list', on, ['mappings', 1, 'parts', 1, 'n'], 36)
test('a key that is not there', on, ['llm', 'model'], undefined)

test('what is missing is near the table it is missing from', t => {
  t.is(locate(toml).near(['mappings', 1, 'doc_file'])?.line, 31)
  t.is(locate(toml).near(['llm', 'model', 'x'])?.line, 15)
  t.is(locate(toml).near(['nowhere']), undefined)
})

test('a value is found with its brackets and quotes, and without its comment', t => {
  const value = (path: KeyPath) => toml.slice(...(locate(toml).at(path)?.value ?? [0, 0]))
  t.is(value(['llm', 'provider']), '"openai"')
  t.is(value(['llm', 'timeout']), '1.5')
  t.is(value(['inline']), '{ a = 1, "b c" = [ { d = 2 }, { d = 3 } ] }')
  t.regex(value(['doc_files']), /^\[\n {2}"README.md"[\s\S]*'docs\/\*\*',\n\]$/)
  t.is(value(['mappings', 0, 'extra', 'more']), '1979-05-27 07:32:00')
  t.is(value(['llm', 'lines']), "'''\na = 1\n'''''")
})

/** Every value of a text with the path that leads to it. */
const leavesOf = (value: unknown, path: KeyPath = []): readonly (readonly [KeyPath, unknown])[] => {
  if (Array.isArray(value)) return value.flatMap((each, at) => leavesOf(each, [...path, at]))
  return value !== null && typeof value === 'object' && !(value instanceof Date)
    ? Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]))
    : [[path, value]]
}

const odd = [
  'a.b.c = 1\na.b.d = 2\n',
  '[[m]]\nx = 1\n# c\n\n# d\n[[m]]\n# e\nx = 2 # f\n',
  '[a]\n[a.b]\n[[a.c]]\n[a.c.d]\ne = 1\n[[a.c]]\nf = [[1, [2]], []]\n',
  'm = [ # x\n  { a = 1 }, # ]\n  { a = 2 }, # }\n]\n',
  '"a.b" = {"c d".e = 1, \'f\' = """\n]"""}\n',
  'x = [ "]", \'[\', "#", 1 ]\n',
]

test('every value of the official cases of TOML 1.0 and of odd ones is found where it stands', t => {
  const cases = JSON.parse(readFileSync('fixtures/configurations/toml-test.json', 'utf8'))
  const texts: string[] = [...Object.values<string>(cases.files), ...odd]
  const read = (text: string) => parse(text, { integersAsBigInt: 'asNeeded' })
  for (const text of texts) {
    const lf = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
    for (const written of [text, lf.replaceAll('\n', '\r\n'), `\ufeff${lf}`]) {
      const places = locate(written)
      for (const [path, value] of leavesOf(read(written))) {
        const place = places.at(path)
        t.true(place !== undefined, `${JSON.stringify(path)} of ${written}`)
        if (place) t.deepEqual(read(`v = ${written.slice(...place.value)}`).v, value, written)
      }
    }
  }
})

test('any text at all is walked to its end', t => {
  const piece = fc.constantFrom(
    ...'[]{}=,."\'#\n\r\\ \tab1',
    '"""',
    "'''",
    '[[',
    '\ufeff',
    'é',
    '😀',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
      locate(pieces.join(''))
    }),
    runs(500),
  )
  t.pass()
})
