import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checkReleases } from '../../src/releases/check.ts'
import { releaseRules } from '../../src/releases/rules.ts'
import { packageFolder } from '../support/run-command.ts'
import { inputOf, readFixture } from './fixture.ts'

for (const { id, level } of releaseRules) {
  test(`${id} finds what it is about`, async t => {
    const fixture = readFixture(`${id}/fails.yaml`)
    const found = (await checkReleases(await inputOf(fixture))).filter(({ rule }) => rule === id)
    t.deepEqual(
      found.map(({ file, line, pointer, level: own }) => ({
        file,
        ...(line !== undefined && { line }),
        ...(pointer !== undefined && { pointer }),
        ...(own !== level && { level: own }),
      })),
      [...(fixture.expect ?? [])],
    )
    for (const { message, hint } of found)
      t.true(message.endsWith('.') && hint.endsWith('.'), message)
  })

  test(`${id} has nothing against what is nearly the same and right`, async t => {
    const found = await checkReleases(await inputOf(readFixture(`${id}/passes.yaml`)))
    t.deepEqual(
      found.filter(({ rule, level: own }) => rule === id || own === 'error'),
      [],
    )
  })
}

test('every rule has a section in the documentation, and every section a rule', t => {
  const page = readFileSync(join(packageFolder, 'docs/release-rules.md'), 'utf8')
  const sections = [...page.matchAll(/^### `([\w.-]+)`$/gm)].map(([, id]) => id)
  t.deepEqual(
    sections,
    releaseRules.map(({ id }) => id),
  )
  for (const { id, level } of releaseRules) {
    const [, section = ''] = page.split(`### \`${id}\`\n`)
    const own = section.split(/^##/m)[0] ?? ''
    for (const part of ['**Why.**', '**Fix.**'])
      t.true(own.includes(part), `${id} has no part ${part}`)
    t.true(own.includes(`(${level})`), `${id} does not say that it is a ${level}`)
  }
})

test('there are no fixtures of rules that do not exist', t => {
  const folders = readdirSync(join(packageFolder, 'fixtures/releases'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
  t.deepEqual(folders.sort(), releaseRules.map(({ id }) => id as string).sort())
})
