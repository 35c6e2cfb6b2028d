import test from 'ava'
import { isCodeFile } from '../../src/pipelines/code-file.ts'
import { type HotspotFacts, rankHotspots } from '../../src/pipelines/hotspots.ts'

const facts = (
  files: Readonly<Record<string, readonly [complexity: number | undefined, churn: number]>>,
  changed: readonly string[] = [],
): HotspotFacts => ({
  complexities: new Map(Object.entries(files).map(([path, [complexity]]) => [path, complexity])),
  churns: new Map(
    Object.entries(files).map(([path, [, added]]) => [path, { added, removed: 0, binary: 0 }]),
  ),
  changed: new Set(changed),
})

test('the score is log1p of churn, times one more than the deviation from the mean', t => {
  // Complexities 0 and 10: mean 5, deviation 5.
  const [first, second] = rankHotspots(facts({ 'a.js': [10, 9], 'b.js': [0, 9] }))
  t.is(first?.path, 'a.js')
  t.is(first?.deviation, 1)
  t.is(first?.score, Math.round(Math.log(10) * 2 * 1e6) / 1e6)
  t.is(second?.score, Math.round(Math.log(10) * 0.1 * 1e6) / 1e6)
})

test('more churn never ranks lower, however simple the file is', t => {
  const many = Object.fromEntries(
    Array.from({ length: 50 }, (_, n) => [`n${n}.js`, [20, 0] as const]),
  )
  const found = rankHotspots(facts({ ...many, 'a.js': [0, 10], 'b.js': [0, 1_000] }))
  t.deepEqual(
    found.map(({ path }) => path),
    ['b.js', 'a.js'],
  )
  for (const { score } of found) t.true(score > 0)
})

test('where all files are alike only churn counts, and files with the same score come by their path', t => {
  const found = rankHotspots(facts({ 'b.js': [3, 5], 'a.js': [3, 5], 'c.js': [3, 6] }))
  t.deepEqual(
    found.map(({ rank, path, deviation }) => [rank, path, deviation]),
    [
      [1, 'c.js', 0],
      [2, 'a.js', 0],
      [3, 'b.js', 0],
    ],
  )
})

test('a file that differs from the base is raised by 15 percent', t => {
  const files = { 'a.js': [3, 5], 'b.js': [3, 5] } as const
  const [first, second] = rankHotspots(facts(files, ['b.js']))
  t.deepEqual([first?.path, first?.changed, second?.changed], ['b.js', true, false])
  t.is(first?.score.toFixed(5), ((second?.score ?? 0) * 1.15).toFixed(5))
})

test('a binary file has churn but no part in the mean', t => {
  const [first] = rankHotspots(facts({ 'a.js': [undefined, 3], 'b.js': [8, 0], 'c.js': [8, 0] }))
  t.deepEqual([first?.path, first?.complexity, first?.deviation], ['a.js', 0, 0])
})

test('files without churn are none, and there are at most so many as asked for, and 500', t => {
  const files = Object.fromEntries(
    Array.from({ length: 600 }, (_, n) => [`n${n}.js`, [n, n] as const]),
  )
  t.is(rankHotspots(facts(files), 3).length, 3)
  t.is(rankHotspots(facts(files), 10_000).length, 500)
  t.deepEqual(rankHotspots(facts({ 'a.js': [1, 0] })), [])
})

for (const path of ['a.ts', 'b/c.PY', 'src/d.rs', 'e.c', 'f g.js', 'x.rs.in', 'a.test.tsx'])
  test(`${path} is code`, t => t.true(isCodeFile(path)))
for (const path of ['README.md', 'a.json', 'b.yaml', 'c.html', 'd.svg', 'Makefile', '.rs', 'py'])
  test(`${path} is no code`, t => t.false(isCodeFile(path)))
