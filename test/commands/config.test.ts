// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how the configuration names variables
import { existsSync, readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { configFile } from '../../src/adapters/config/file.ts'
import { keyKinds } from '../../src/adapters/config/keys.ts'
import { editConfig, getConfig, setConfig, unsetConfig } from '../../src/commands/config.ts'
import type { GitDocError } from '../../src/errors/error.ts'
import { testRepository } from '../support/repository.ts'

const secret = 'sk-proj-abcDEF123456ghiJKL7890'

const given = (t: ExecutionContext, toml?: string, env: Record<string, string> = {}) => {
  const repository = testRepository(t)
  if (toml !== undefined) repository.write('.git-doc/config.toml', toml)
  return { repository, store: configFile({ root: repository.path }, env) }
}

test('everything in force is shown with where it comes from', async t => {
  const { store } = given(t, '[llm]\nprovider = "ollama"\n\n[git]\ncommit_doc_updates = false\n')
  const { entries, found, path, warnings } = await getConfig(store)
  t.true(found)
  t.is(path, store.path)
  t.deepEqual(warnings, [])
  t.deepEqual(
    entries.map(({ key }) => key),
    Object.keys(keyKinds),
  )
  t.deepEqual(
    entries.filter(({ source }) => source === 'file'),
    [
      { key: 'llm.provider', value: 'ollama', source: 'file', line: 2 },
      { key: 'git.commit_doc_updates', value: false, source: 'file', line: 5 },
    ],
  )
})

test('without a file the defaults are in force', async t => {
  const { store } = given(t)
  const { entries, found } = await getConfig(store)
  t.false(found)
  t.true(entries.every(({ source }) => source === 'default'))
  t.false(existsSync(store.path))
})

test('one key is shown, or a table of them', async t => {
  const { store } = given(t, '[llm]\ntimeout = 1.5\n')
  t.deepEqual((await getConfig(store, 'llm.timeout')).entries, [
    { key: 'llm.timeout', value: 1.5, source: 'file', line: 2 },
  ])
  t.deepEqual((await getConfig(store, 'state')).entries, [
    { key: 'state.db_path', value: null, source: 'default' },
  ])
  t.is((await getConfig(store, 'llm')).entries.length, 11)
  t.is((await getConfig(store, 'mappings')).entries.length, 1)
})

test('a key that is none is refused', async t => {
  const { store } = given(t)
  for (const key of ['llm.', 'lm.model', '', 'toString', 'llm.timeout.x']) {
    const error = (await t.throwsAsync(getConfig(store, key))) as GitDocError
    t.is(error.code, 'USAGE')
    t.regex(error.hint ?? '', /llm\.timeout/)
  }
})

test('a key is set and shown as it is then', async t => {
  const toml = '# Ours\n[llm]\nmodel = "a" # b\n'
  const { store } = given(t, toml)
  t.deepEqual(await setConfig(store, 'llm.model', 'c'), {
    path: store.path,
    changed: true,
    entry: { key: 'llm.model', value: 'c', source: 'file', line: 3 },
    warnings: [],
  })
  t.is(readFileSync(store.path, 'utf8'), toml.replace('"a"', '"c"'))
  t.false((await setConfig(store, 'llm.model', 'c')).changed)
})

test('a key is removed, and what holds then is shown', async t => {
  const { store } = given(t, '[llm]\nmodel = "a"\n')
  t.deepEqual(await unsetConfig(store, 'llm.model'), {
    path: store.path,
    changed: true,
    entry: { key: 'llm.model', value: null, source: 'default' },
    warnings: [],
  })
  t.is(readFileSync(store.path, 'utf8'), '[llm]\n')
  t.false((await unsetConfig(store, 'llm.model')).changed)
})

test('a misspelt key is refused with the one that was meant', async t => {
  const { store } = given(t)
  const error = (await t.throwsAsync(setConfig(store, 'llm.timout', '3'))) as GitDocError
  t.is(error.code, 'USAGE')
  t.is(error.hint, 'Did you mean "llm.timeout"?')
  t.false(existsSync(store.path))
})

test('a key is never part of an answer', async t => {
  const { store, repository } = given(t, '[llm]\nprovider = "groq"\n', { KEY: secret })
  repository.git('add', '.')
  const plain = await setConfig(store, 'llm.api_key', secret)
  t.is(plain.entry.value, 'set (hidden)')
  t.regex(
    plain.warnings.join(),
    /:3: llm\.api_key: the key is in plain text in a file that Git tracks/,
  )
  const variable = await setConfig(store, 'llm.api_key', '${KEY}')
  t.is(variable.entry.value, 'set (from ${KEY})')
  t.deepEqual(variable.warnings, [])
  const all = JSON.stringify([plain, variable, await getConfig(store)])
  t.false(all.includes('abcDEF'), all)
})

test('a broken file is named, not repaired', async t => {
  const { store } = given(t, '[llm]\ntimout = 3\n')
  for (const command of [getConfig(store), setConfig(store, 'llm.model', 'x')])
    t.regex(
      (await t.throwsAsync(command, { code: 'CONFIG_INVALID' })).message,
      /^\.git-doc\/config\.toml:2: llm\.timout: /,
    )
})

test('editing makes the file if there is none, and only then', async t => {
  const { store } = given(t)
  t.deepEqual(await editConfig(store), { path: store.path, created: true })
  const written = readFileSync(store.path, 'utf8')
  t.regex(written, /^# Settings of git-doc/)
  t.deepEqual(await editConfig(store), { path: store.path, created: false })
  t.is(readFileSync(store.path, 'utf8'), written)
})
