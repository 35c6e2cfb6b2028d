import test from 'ava'
import { notErasable } from '../../../src/adapters/jobs/not-erasable.ts'
import { readModule } from '../../../src/adapters/jobs/read-module.ts'

const refused: readonly (readonly [string, string, RegExp])[] = [
  ['a namespace', 'namespace A { export const x = 1 }', /namespace/],
  ['an exported namespace', 'export namespace A { export const x = 1 }', /namespace/],
  ['a namespace in a namespace', 'namespace A.B.C { f() }', /namespace/],
  ['a namespace that adds to a function', 'function f() {}\nnamespace f { x = 1 }', /namespace/],
  ['a namespace by its old name', 'module A { export const x = 1 }', /namespace/],
  [
    'a namespace after one that is only declared',
    'declare namespace A { namespace B { let x } }\nnamespace C { let x }',
    /namespace/,
  ],
  ['an import by require', 'import x = require("node:fs")', /require/],
  ['an exported import by require', 'export import x = require("node:fs")', /export import/],
  ['an exported alias', 'export import x = A.B', /export import/],
  ['an export of everything', 'const a = 1\nexport = a', /export =/],
]
for (const [what, text, message] of refused)
  test(`${what} is refused with its line`, async t => {
    const error = await t.throwsAsync(readModule('jobs/a.ts', `// A job.\n\n${text}\n`), {
      code: 'JOB_INVALID',
      message,
    })
    const line = text.includes('\n') ? 4 : 3
    t.regex(error?.message ?? '', new RegExp(`^jobs/a\\.ts:${line}: it has `))
  })

const accepted: readonly (readonly [string, string])[] = [
  ['a namespace that is only declared', 'declare namespace A { const x: number }'],
  ['what is declared of the whole world', 'declare global { namespace A { let x: string } }'],
  ['what is declared of a module', 'declare module "x" { namespace A { let x: string } }'],
  ['an import that is a type', 'import type x = require("node:fs")'],
  ['an alias', 'const A = { B: 1 }\nimport x = A.B\nconsole.log(x)'],
  ['a type that is called module', 'import type module from "node:module"\nlet a: module'],
  ['an interface that is called namespace', 'interface namespace { x: 1 }'],
  ['a property that is called namespace', 'type A = { namespace: { x: 1 }; module: string }'],
  ['variables of these names', 'const namespace = {}\nconst module = { a: namespace }'],
  ['a text about it', 'const a = "namespace A { }" // namespace B {\nconst b = `namespace C {`'],
  ['a predicate', 'function f(module): asserts module is X { }'],
  ['an enum', 'const enum A { x = 1 }\nexport enum B { y }'],
]
for (const [what, text] of accepted)
  test(`${what} is no reason to refuse a job`, t => {
    t.is(notErasable(text), undefined)
  })

test('JavaScript may have these words', async t => {
  const { code } = await readModule('jobs/a.js', 'const namespace = 1; const module = namespace')
  t.regex(code, /namespace/)
})
