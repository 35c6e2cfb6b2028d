import test, { type ExecutionContext } from 'ava'
import { openHistory } from '../../../src/adapters/git/co-change-history.ts'
import { openNativeRepository } from '../../../src/adapters/git/native.ts'
import { hash } from '../../../src/documentation/hash.ts'
import type { PastChange } from '../../../src/documentation/rank/history.ts'
import { signalsOf } from '../../../src/documentation/rank/signals.ts'
import { openPast } from '../../../src/kinds/commit/co-change.ts'
import { documentReader } from '../../../src/kinds/commit/documents.ts'
import type { StoredDocument } from '../../../src/kinds/commit/kept-documents.ts'
import type { Derived } from '../../../src/ports/derived.ts'
import { testRepository } from '../../support/repository.ts'

const readme = (limit: number) =>
  `# Tool\n\nAbove.\n\n## Usage\n\nCall \`start()\`; it tries ${limit} times.\n\n### Limits\n\n| a | b |\n| - | - |\n| \`x\` | y |\n\nOlder\n-----\n\n<!-- git-doc: section=more code="src/**" -->\nMore.\n<!-- git-doc: end -->\n`

const docFiles = ['*.md']

/** What is kept, in memory; `saved` is what the next run finds. */
const keeping = (before: ReadonlyMap<string, unknown> = new Map()) => {
  const ends = new Map<string, () => unknown>()
  const derived: Derived = {
    read: async name => before.get(name),
    atEnd: (name, value) => void ends.set(name, value),
    forget() {},
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

/** What is kept of documents, with another text in each. */
const changed = (kept: ReadonlyMap<string, unknown>, change: (text: string) => string) =>
  new Map(
    [...kept].map(([name, value]) =>
      name.startsWith('documents-')
        ? [name, pieceOf(value, each => ({ ...each, text: change(each.text) }))]
        : [name, value],
    ),
  )

const pieceOf = (value: unknown, change: (document: StoredDocument) => StoredDocument) =>
  new Map([...(value as Piece)].map(([key, each]) => [key, change(each)]))

type Piece = ReadonlyMap<string, StoredDocument>

const piecesOf = (kept: ReadonlyMap<string, unknown>) =>
  [...kept].filter(([name]) => name.startsWith('documents-'))

test('a changed document rewrites its own piece', async t => {
  const { read, commit } = await begun(t)
  const files = Array.from({ length: 20 }, (_, n) => [`GUIDE${n}.md`, `# Guide ${n}\n`])
  const head = commit('Guide', Object.fromEntries(files))
  const first = keeping()
  await read(first.derived, head)
  const saved = first.saved()
  t.true(piecesOf(saved).length > 10)
  const changed = commit('Change one', { 'GUIDE7.md': '# Guide 7\n\nMore.\n' })
  const second = keeping(saved)
  t.deepEqual(await read(second.derived, changed), await read(undefined, changed))
  const news = piecesOf(second.saved()).filter(([name, piece]) => saved.get(name) !== piece)
  t.is(news.length, 1)
})

test('a piece that is missing changes no answer', async t => {
  const { read, commit } = await begun(t)
  const head = commit('Say more', { 'MORE.md': readme(7), 'OTHER.md': readme(8) })
  const fresh = await read(undefined, head)
  const first = keeping()
  await read(first.derived, head)
  for (const [name] of piecesOf(first.saved())) {
    const rest = new Map([...first.saved()].filter(([other]) => other !== name))
    const second = keeping(rest)
    t.deepEqual(await read(second.derived, head), fresh)
    t.deepEqual(second.saved().get(name), first.saved().get(name), 'it is kept again')
  }
})

test('what was kept is not read again', async t => {
  const { read } = await begun(t)
  const first = keeping()
  await read(first.derived)
  const kept = first.saved()
  const second = keeping(changed(kept, text => text.replaceAll('"title":"', '"title":"! ')))
  const found = await read(second.derived)
  t.true(found.documents[0]?.sections.every(({ title }) => title.startsWith('! ')))
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
    value instanceof Map || value instanceof Set || value instanceof Int32Array ? [...value] : value
  const { changes } = saved().get('past-1') as { changes: ReadonlyMap<string, PastChange> }
  const made = [
    ['documents-2', piecesOf(saved()).flatMap(([, piece]) => [...(piece as Piece).values()])],
    ['past-1', [...changes.values()].map(({ words, edited, created }) => [words, edited, created])],
  ] as const
  // If this fails, raise the number in the name (keptAs), here and there: older files hold something else.
  t.deepEqual(
    made.map(([name, value]) => [name, hash(JSON.stringify(value, plain)).slice(0, 16)]),
    [
      ['documents-2', '609d941731373e22'],
      ['past-1', 'ea21abf4a7a2ec6c'],
    ],
  )
})
