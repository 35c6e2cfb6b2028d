import test, { type ExecutionContext } from 'ava'
import { openNativeRepository } from '../../src/adapters/git/native.ts'
import { openHistory } from '../../src/adapters/git/past.ts'
import { hash } from '../../src/documentation/hash.ts'
import type { PastChange } from '../../src/documentation/rank/history.ts'
import { signalsOf } from '../../src/documentation/rank/signals.ts'
import type { Section } from '../../src/documentation/sections.ts'
import { documentReader } from '../../src/engine/documents.ts'
import { openPast } from '../../src/engine/past.ts'
import type { Derived } from '../../src/ports/derived.ts'
import { testRepository } from '../support/repository.ts'

const readme = (limit: number) =>
  `# Tool\n\nAbove.\n\n## Usage\n\nCall \`start()\`; it tries ${limit} times.\n\n### Limits\n\n| a | b |\n| - | - |\n| \`x\` | y |\n\nOlder\n-----\n\n<!-- git-doc: section=more code="src/**" -->\nMore.\n<!-- git-doc: end -->\n`

const docFiles = ['*.md']

/** What is kept, in memory; `saved` is what the next run finds. */
const keeping = (before: ReadonlyMap<string, unknown> = new Map()) => {
  const ends = new Map<string, () => unknown>()
  const derived: Derived = {
    read: async name => before.get(name),
    atEnd: (name, value) => void ends.set(name, value),
  }
  const saved = () => {
    const news = [...ends].map(([name, value]) => [name, value()] as const)
    return new Map([...before, ...news.filter(([, value]) => value !== undefined)])
  }
  return { derived, saved }
}

const begun = async (t: ExecutionContext) => {
  const { path, commit } = testRepository(t)
  commit('Begin', { 'README.md': readme(3), 'src/a.js': 'export const limit = 3\n' })
  commit('Try more often', { 'README.md': readme(5), 'src/a.js': 'export const limit = 5\n' })
  const head = commit('Name it', { 'src/b.js': 'export const start = limit => limit\n' })
  const repository = await openNativeRepository(path)
  t.teardown(() => repository.close())
  const [{ subject, message }, changes] = await Promise.all([
    repository.commit(head),
    repository.diff(head),
  ])
  const signals = signalsOf({ subject, message, changes })
  /** All that planning reads of documents and history. */
  const read = async (derived?: Derived, at = head) => {
    const { documents, ranker } = await documentReader(repository, docFiles, derived).documents(at)
    const past = openPast(repository, openHistory(repository.facts), {
      docFiles,
      upTo: [at],
      most: 100,
      derived,
    })
    const recalled = await past.recall(at, signals)
    return {
      documents,
      recalled,
      ranked: ranker.rank(signals, recalled),
      edits: await past.edits(),
    }
  }
  return { path, head, commit, read }
}

test('documents and history say the same whether they were kept or not', async t => {
  const { read } = await begun(t)
  const fresh = await read()
  t.true(fresh.recalled.votes.size > 0, 'the past has something to say')
  const first = keeping()
  t.deepEqual(await read(first.derived), fresh)
  const second = keeping(first.saved())
  t.deepEqual(await read(second.derived), fresh)
  t.deepEqual([...second.saved()], [...first.saved()], 'nothing is kept anew')
})

test('what was kept is not read again', async t => {
  const { read } = await begun(t)
  const first = keeping()
  await read(first.derived)
  const kept = first.saved()
  const documents = kept.get('documents-1') as Map<string, { sections: readonly Section[] }>
  const [key = ''] = documents.keys()
  const { sections = [] } = documents.get(key) ?? {}
  const renamed = sections.map(section => ({ ...section, title: `${section.title}!` }))
  const marked = new Map([...documents, [key, { ...documents.get(key), sections: renamed }]])
  const second = keeping(new Map([...kept, ['documents-1', marked]]))
  const found = await read(second.derived)
  t.true(found.documents[0]?.sections.every(({ title }) => title.endsWith('!')))
})

test('what is new is read and kept beside the rest', async t => {
  const { read, commit } = await begun(t)
  const first = keeping()
  await read(first.derived)
  const head = commit('Say more', {
    'MORE.md': '# More\n',
    'README.md': readme(9),
    'src/a.js': '9',
  })
  const second = keeping(first.saved())
  t.deepEqual(await read(second.derived, head), await read(undefined, head))
  const third = keeping(second.saved())
  t.deepEqual(await read(third.derived, head), await read(undefined, head))
  t.deepEqual([...third.saved()], [...second.saved()])
})

test('globs that name other documents teach other things', async t => {
  const { read } = await begun(t)
  const first = keeping()
  await read(first.derived)
  const { docFiles: globs } = first.saved().get('past-1') as { docFiles: string }
  const other = { docFiles: `other\n${globs}`, changes: new Map([['nothing', {}]]) }
  const second = keeping(new Map([...first.saved(), ['past-1', other]]))
  t.deepEqual(await read(second.derived), await read())
})

test('what is kept has another name as soon as it is made otherwise', async t => {
  const { read } = await begun(t)
  const { derived, saved } = keeping()
  await read(derived)
  const plain = (_: string, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...value] : value
  const { changes } = saved().get('past-1') as { changes: ReadonlyMap<string, PastChange> }
  const made = [
    ['documents-1', [...(saved().get('documents-1') as Map<string, unknown>).values()]],
    ['past-1', [...changes.values()].map(({ words, edited, created }) => [words, edited, created])],
  ] as const
  // If this fails, raise the number in the name (keptAs), here and there: older files hold something else.
  t.deepEqual(
    made.map(([name, value]) => [name, hash(JSON.stringify(value, plain)).slice(0, 16)]),
    [
      ['documents-1', '9cd5fe2887cd6c3d'],
      ['past-1', 'ea21abf4a7a2ec6c'],
    ],
  )
})
