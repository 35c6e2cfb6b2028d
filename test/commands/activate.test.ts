import test from 'ava'
import { openSession } from '../../src/app/session.ts'
import { activate } from '../../src/commands/release/activate.ts'
import { releaseTools } from '../../src/commands/release/context.ts'
import type { SteppedRun } from '../../src/machines/stepped-run.ts'
import { status } from '../../src/projections/status.ts'
import { releaseFiles, releaseStory } from '../support/releases.ts'

test('of two activations of a package in one clone that both began before either moved the pointer, one moves it and the other says so', async t => {
  const story = releaseStory(t, { brief: {} })
  story.commit('Add two', {
    ...releaseFiles('brief', '1.1.0'),
    ...releaseFiles('brief', '1.2.0'),
  })
  const staged = await story.release('stage brief@1.0.0 brief@1.1.0 brief@1.2.0')
  t.is(staged.code, 0, staged.stdout + staged.stderr)
  t.is((await story.release('activate brief@1.0.0 --reason First')).code, 0)
  const head = story.git('rev-parse', 'HEAD')
  const session = await openSession({
    cwd: story.path,
    command: 'test',
    signal: new AbortController().signal,
    asksNobody: true,
    warn() {},
  })
  const tools = releaseTools(session.tools, session.services)
  const versions = ['1.1.0', '1.2.0']
  try {
    const runs = await Promise.all(
      versions.map(version =>
        activate(tools, { id: version, releases: [`brief@${version}`], reason: 'Race' }),
      ),
    )
    const rows = await Promise.all(runs.map(({ run }) => tools.log.row(status, run ?? '')))
    t.deepEqual(rows.map(row => row?.tag).sort(), ['done', 'failed'])
    const [won, lost] = rows[0]?.tag === 'done' ? [0, 1] : [1, 0]
    t.is((rows[lost]?.context as SteppedRun | undefined)?.reason?.code, 'POINTER_MOVED')
    t.deepEqual(story.pointer(), { brief: versions[won] ?? '' })
    t.is(story.git('rev-list', '--count', `${head}..HEAD`), '1')
    t.is(story.git('status', '--porcelain'), '')
  } finally {
    await session.close()
  }
  const again = await story.run('git-doc retry')
  t.is(again.code, 1, again.stdout)
  t.is(story.git('rev-list', '--count', `${head}..HEAD`), '1', 'a retry moves nothing either')
  t.true((await story.json('verify')).isProven)
})
