import test, { type ExecutionContext } from 'ava'
import { playedOnce } from '../support/shared-setup.ts'

const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`
const readme = (name: string) =>
  `# Tool\n\nIt fetches.\n\n## Usage\n\nCall \`${name}()\` first.\n\n## More\n\nNothing more.\n`

/** A document with one line that git-doc wrote. */
const documented = playedOnce(test, async story => {
  const begin = story.commit('Begin', {
    'README.md': readme('fetchFast'),
    'src/fetch.ts': code('fetchFast'),
  })
  await story.run('git-doc update --from HEAD')
  const renamed = story.commit('Rename fetchFast to fetchQuick', {
    'src/fetch.ts': code('fetchQuick'),
  })
  await story.run('git-doc update')
  return { begin, renamed, docCommit: story.git('rev-parse', 'HEAD') }
})

const given = async (t: ExecutionContext) => {
  const story = await documented(t)
  const why = async (place: string) => {
    const { code, stdout, stderr } = await story.run(`git-doc why ${place} --json`)
    t.is(code, 0, stderr)
    return JSON.parse(stdout).lines
  }
  return { ...story, why }
}

test('a line of git-doc leads to its commit, its run, its evidence and what changed since', async t => {
  const { why, run, commit, renamed, docCommit } = await given(t)
  const [line] = await why('README.md:7')
  t.like(line, {
    first: 7,
    last: 7,
    by: 'git-doc',
    section: 'Usage',
    commit: { commit: docCommit },
    run: {
      run: `commit/${renamed}`,
      documents: { commit: renamed, subject: 'Rename fetchFast to fetchQuick' },
      recorded: true,
      provider: 'offline',
      section: 'Usage',
    },
    since: [],
  })
  t.is(line.run.proofs[0].file, 'src/fetch.ts')

  const later = commit('Fetch twice', { 'src/fetch.ts': `${code('fetchQuick')}// twice\n` })
  commit('Elsewhere', { 'src/other.ts': 'export const other = 1\n' })
  const [stale] = await why('README.md:7')
  t.deepEqual(stale.since, [{ commit: later, subject: 'Fetch twice', because: 'code' }])
  const { stdout } = await run('git-doc why README.md:7')
  t.regex(stdout, /Written by git-doc in/)
  t.regex(stdout, /Proof: .*"fetchFast" → "fetchQuick" in src\/fetch\.ts/)
  t.regex(stdout, /Fetch twice \(changed the code; not looked at yet\)/)
})

test('a whole file is told in groups of lines, and a person’s lines say so', async t => {
  const { why, begin } = await given(t)
  const lines = await why('README.md')
  t.deepEqual(
    lines.map(({ first, last, by }: Record<string, unknown>) => [first, last, by]),
    [
      [1, 4, 'person'],
      [5, 6, 'person'],
      [7, 7, 'git-doc'],
      [8, 8, 'person'],
      [9, 11, 'person'],
    ],
  )
  t.like(lines[0], { commit: { commit: begin, author: 'Ada <ada@example.org>' } })
  t.false('run' in lines[0])
})

test('a line that a person moved is still git-doc’s, and says who moved it', async t => {
  const { why, commit, docCommit } = await given(t)
  const moved = commit('Put usage last', {
    'README.md':
      '# Tool\n\nIt fetches.\n\n## More\n\nNothing more.\n\n## Usage\n\nCall `fetchQuick()` first.\n',
  })
  const lines = await why('README.md')
  const line = lines.find(({ text }: { text: string }) => text.startsWith('Call'))
  if (line.movedBy) t.like(line, { by: 'git-doc', commit: { commit: docCommit } })
  const others = lines.filter(({ movedBy }: { movedBy?: unknown }) => movedBy !== undefined)
  t.true(others.length > 0 || line.commit.commit === docCommit)
  for (const other of others) t.is(other.movedBy.commit, moved)
})

test('a renamed document keeps its history, under the name it had', async t => {
  const { why, git, docCommit } = await given(t)
  git('mv', 'README.md', 'GUIDE.md')
  git('commit', '--quiet', '-m', 'Rename the document')
  const [line] = await why('GUIDE.md:7')
  t.like(line, { by: 'git-doc', formerly: 'README.md', commit: { commit: docCommit } })
})

test('a line that only a merge wrote is the merger’s', async t => {
  const { why, git, commit, write } = await given(t)
  const [main] = [git('symbolic-ref', '--short', 'HEAD')]
  git('checkout', '--quiet', '-b', 'side')
  commit('Side', { 'README.md': readme('fetchQuick').replace('It fetches.', 'It fetches slowly.') })
  git('checkout', '--quiet', main)
  commit('Main', { 'README.md': readme('fetchQuick').replace('It fetches.', 'It fetches fast.') })
  t.throws(() => git('merge', '--quiet', 'side'))
  write('README.md', readme('fetchQuick').replace('It fetches.', 'It fetches as you like.'))
  git('commit', '--quiet', '--all', '-m', 'Merge side')
  const [line] = await why('README.md:3')
  t.like(line, { by: 'person', merge: true, commit: { subject: 'Merge side' } })
  t.like((await why('README.md:7'))[0], { by: 'git-doc' })
})

test('what is not committed has no commit, in a known file and in a new one', async t => {
  const { why, write } = await given(t)
  write('README.md', readme('fetchQuick').replace('It fetches.', 'It fetches all.'))
  write('NEW.md', '# New\n\nText.\n')
  t.like((await why('README.md:3'))[0], { by: 'nobody-yet', text: 'It fetches all.' })
  t.deepEqual(
    (await why('NEW.md')).map(({ by }: { by: string }) => by),
    ['nobody-yet'],
  )
})

test('a line or a file that is not there is refused with what is', async t => {
  const { run } = await given(t)
  for (const [place, code] of [
    ['README.md:400', 'LINE_UNKNOWN'],
    ['README.md:0', 'LINE_UNKNOWN'],
    ['nothing.md:1', 'FILE_UNKNOWN'],
  ]) {
    const answer = await run(`git-doc why ${place} --json`)
    t.is(answer.code, 2)
    t.is(JSON.parse(answer.stdout).error.code, code)
  }
})

test('a doc commit of another clone is known by its trailers', async t => {
  const { start, git, renamed } = await given(t)
  git('clone', '--quiet', '.', 'clone')
  const { stdout } = await start('cd clone && git-doc why README.md:7 --json')
  t.like(JSON.parse(stdout).lines[0], {
    by: 'git-doc',
    run: { run: `commit/${renamed}`, recorded: false },
  })
})
