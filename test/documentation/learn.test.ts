import test from 'ava'
import { type LearnableChange, learnMappings } from '../../src/documentation/learn.ts'

const sections = ['Usage', 'HTTP'].map(section => ({
  file: 'README.md',
  section,
  key: section.toLowerCase(),
}))
const http: LearnableChange = { code: ['src/net/http.ts'], edited: ['http'] }
const other: LearnableChange = { code: ['src/cli.ts'], edited: ['usage'] }
const times = (count: number, change: LearnableChange) =>
  Array.from({ length: count }, () => change)
const learn = (changes: readonly LearnableChange[]) =>
  learnMappings({ changes, tracked: ['src/net/http.ts', 'src/net/tcp.ts', 'src/cli.ts'], sections })

test('code that is changed together with a section is mapped to it, with support and what came later', t => {
  const { proposals, changes, heldOut } = learn([
    ...times(6, http),
    ...times(8, other),
    ...times(4, http),
    ...times(2, { code: ['src/net/http.ts'], edited: ['usage'] }),
  ])
  t.is(changes, 20)
  t.deepEqual(
    proposals.find(({ section }) => section === 'HTTP'),
    {
      code: ['src/net/**'],
      file: 'README.md',
      section: 'HTTP',
      support: { commits: 6, edited: 6 },
      heldOut: { commits: 6, edited: 4 },
    },
  )
  t.deepEqual(heldOut, { changes: 6, named: 6, edited: 4 })
})

test('a section that every change edits tells nothing of the code', t => {
  const always = (code: string): LearnableChange => ({ code: [code], edited: ['usage'] })
  t.deepEqual(learn([...times(9, always('src/cli.ts')), ...times(9, always('a.ts'))]).proposals, [])
})

test('few commits, large ones, files and sections that are gone: nothing', t => {
  const ofHttp = (changes: readonly LearnableChange[]) =>
    learn([...changes, ...times(20, other)]).proposals.filter(({ section }) => section === 'HTTP')
  t.is(ofHttp(times(9, http)).length, 1)
  t.deepEqual(ofHttp(times(2, http)), [])
  const large = { code: Array.from({ length: 30 }, (_, n) => `src/net/${n}.ts`), edited: ['http'] }
  t.deepEqual(ofHttp(times(9, large)), [])
  const gone = { code: ['src/gone.ts'], edited: ['http'] }
  t.deepEqual(ofHttp(times(9, gone)), [])
  const unknown = { code: ['src/net/tcp.ts'], edited: ['old heading'] }
  t.deepEqual(ofHttp(times(9, unknown)), [])
  t.deepEqual(learn([]), {
    proposals: [],
    changes: 0,
    heldOut: { changes: 0, named: 0, edited: 0 },
  })
})

test('what later commits do not bear out is not proposed, and counts all the same', t => {
  const { proposals, heldOut } = learn([
    ...times(7, http),
    ...times(7, other),
    ...times(6, { code: ['src/net/http.ts'], edited: ['usage'] }),
  ])
  t.false(proposals.some(({ section }) => section === 'HTTP'))
  t.deepEqual(heldOut, { changes: 6, named: 6, edited: 0 })
})
