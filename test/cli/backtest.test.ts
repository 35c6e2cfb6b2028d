import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { type StoryRepository, storyRepository } from '../support/scenario.ts'

const page = (limit: string, colour: string) =>
  `# Tool\n\nIt fetches.\n\n## Retries\n\nThe limit \`retryLimit\` is ${limit}.\n\n## Colours\n\nThe theme \`colourTheme\` is ${colour}.\n`

/** Two commits that changed code and the README together: one its retries, one its colours. */
const begun = (t: ExecutionContext): StoryRepository & { retries: string; colours: string } => {
  const story = storyRepository(t)
  const code = (limit: number, theme: string) => ({
    'src/retry.ts': `export const retryLimit = ${limit}\n`,
    'src/theme.ts': `export const colourTheme = '${theme}'\n`,
  })
  story.commit('Begin', { 'README.md': page('three', 'dark'), ...code(3, 'dark') })
  const retries = story.commit('Raise the retry limit', {
    'README.md': page('five', 'dark'),
    ...code(5, 'dark'),
  })
  story.commit('Only code', { 'src/other.ts': 'export const other = 1\n' })
  const colours = story.commit('Use the light theme', {
    'README.md': page('five', 'light'),
    ...code(5, 'light'),
  })
  return { ...story, retries, colours }
}

const json = async ({ run }: Pick<StoryRepository, 'run'>, args = '') => {
  const { code, stdout, stderr } = await run(`git-doc backtest --json ${args}`)
  return { code, stderr, report: JSON.parse(stdout) }
}

test('what people changed together is found again in the documents as they were before', async t => {
  const story = begun(t)
  const { code, report } = await json(story)
  t.is(code, 0)
  t.is(report.schema, 1)
  t.deepEqual(
    report.cases.map(({ commit, ranking }: never) => [commit, Object.keys(ranking[0])]),
    [story.retries, story.colours].map(id => [id, ['file', 'title', 'line', 'score', 'why']]),
  )
  t.like(report.cases[0].ranking[0], { file: 'README.md', title: 'Retries', line: 5 })
  t.like(report.cases[1].ranking[0], { file: 'README.md', title: 'Colours', line: 9 })
  t.deepEqual(report.results[0].edited, [{ doc: 'README.md', start: 5 }])
  t.like(report.figures.ranking, { cases: 2, hitAt1: 1, mrr: 1 })
  t.like(report.chosen.at(-1), { resolver: 'all', recall: 1 })
})

test('the last line says how often, in words', async t => {
  const { code, stdout } = await begun(t).run('git-doc backtest')
  t.is(code, 0)
  t.is(
    stdout.trim().split('\n').at(-1),
    'git-doc would have found the right section first in 100 % of your last 2 documentation changes.',
  )
  t.regex(stdout, /^plain BM25 +2 /m)
})

test('a mapping is followed, and told apart', async t => {
  const story = begun(t)
  story.write(
    '.git-doc/config.toml',
    '[[mappings]]\ncode_pattern = ["src/retry.ts"]\ndoc_file = "README.md"\nsection = "Retries"\n',
  )
  const { report } = await json(story)
  t.like(report.chosen[0], { resolver: 'mapping', chosen: 1, right: 1, precision: 1 })
})

test('cases come from a file, the repository may be bare, and all documents may be asked', async t => {
  const story = begun(t)
  story.git('clone', '--quiet', '--bare', '.', '../bare.git')
  const gone = 'f'.repeat(40)
  const lines = [story.colours, gone].map(commit =>
    JSON.stringify({
      repo: 'someone/bare',
      commit,
      docs: ['README.md'],
      gold: [{ doc: 'README.md', start: 1 }],
    }),
  )
  story.write('cases.jsonl', `${lines.join('\n')}\n`)
  for (const args of ['--repo ../bare.git', '--repo ..', '--repo ../bare.git --candidates all']) {
    const { code, report } = await json(story, `--cases cases.jsonl ${args}`)
    t.is(code, 0, args)
    t.deepEqual(report.leftOut, [gone], args)
    t.is(report.cases.length, 1, args)
    t.like(report.results[0], { repo: 'someone/bare', edited: [{ doc: 'README.md', start: 1 }] })
    t.true(report.results[0].rank > 1, args)
  }
})

test('what cannot be read is said', async t => {
  const story = begun(t)
  story.write('broken.jsonl', '{"commit":"1"}\n')
  const errors = async (args: string) => {
    const { code, stdout } = await story.run(`git-doc backtest --json ${args}`)
    return [code, JSON.parse(stdout).error?.code]
  }
  t.deepEqual(await errors('--cases gone.jsonl'), [2, 'CASES_UNREADABLE'])
  t.deepEqual(await errors('--cases broken.jsonl'), [2, 'CASES_INVALID'])
  t.deepEqual(await errors('--candidates some'), [2, 'USAGE'])
  t.deepEqual(await errors(`--repo ${join('..', 'bin')}`), [2, 'NOT_A_REPOSITORY'])
})

test('a repository without such commits says so', async t => {
  const story = storyRepository(t)
  story.commit('Begin', { 'README.md': '# Tool\n' })
  const { code, stdout } = await story.run('git-doc backtest')
  t.is(code, 0)
  t.is(stdout, 'No commit changed code and an existing document together.\n')
})
