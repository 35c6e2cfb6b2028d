import test from 'ava'
import { codeMarkers } from '../../src/documentation/code-markers.ts'

const names = (text: string) =>
  codeMarkers('src/a.ts', text).map(({ file, section }) => `${file}|${section}`)

for (const line of [
  '// git-doc: docs/api.md#Usage',
  '# git-doc: docs/api.md#Usage',
  '  /* git-doc: docs/api.md#Usage */',
  ' * git-doc: docs/api.md#Usage',
  '-- git-doc: docs/api.md#Usage',
  '<!-- git-doc: docs/api.md#Usage -->',
  'const a = 1 // git-doc: docs/api.md#Usage\r',
])
  test(`a comment names a section: ${JSON.stringify(line)}`, t => {
    t.deepEqual(names(`first\n${line}\nlast\n`), ['docs/api.md|Usage'])
  })

test('a section is named with those above it, and once', t => {
  const line = '// git-doc: README.md#Usage > Options\n'
  t.deepEqual(names(line + line), ['README.md|Usage > Options'])
})

for (const line of [
  'const a = "git-doc: docs/api.md#Usage"',
  '// git-doc: ignore',
  '// git-doc: ../secrets.md#Usage',
  '// git-doc: /etc/a.md#Usage',
  '// git-doc: docs/api.md#',
])
  test(`this names none: ${line}`, t => {
    t.deepEqual(names(`${line}\n`), [])
  })
