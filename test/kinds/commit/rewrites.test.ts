// Long because each test file is a process of its own: what belongs together shares one.
import test, { type ExecutionContext } from 'ava'
import { update } from '../../../src/commands/commit/update.ts'
import { playedOn } from '../../support/shared-setup.ts'
import { workshops } from '../../support/workshop.ts'

/** Two functions, each with a section that names it. */
const page = (first: string, second: string) =>
  `# Tool\n\n## Reading\n\nCall \`${first}()\` to read.\n\n## Writing\n\nCall \`${second}()\` to write.\n\n## Thanks\n\nTo all.\n`
const code = (name: string, note = '') =>
  `export function ${name}(url: string): string {\n  return url\n}\n${note}`

/** A history that is left alone, up to which everything is documented. */
const played = playedOn(workshops, test, async ({ commit, work }) => {
  const base = commit('Begin', {
    'README.md': page('readAll', 'writeAll'),
    'src/read.ts': code('readAll'),
    'src/write.ts': code('writeAll'),
  })
  await work({ from: base })
  return { base }
})

const begun = async (t: ExecutionContext) => {
  const story = await played(t)
  return {
    ...story,
    renameRead: () => story.commit('Rename readAll', { 'src/read.ts': code('readEvery') }),
    renameWrite: () => story.commit('Rename writeAll', { 'src/write.ts': code('writeEvery') }),
    /** Whatever else a person is at in the working tree. */
    renameReadOnly: () => {
      story.write('src/read.ts', code('readEvery'))
      story.git('commit', '--quiet', '--message', 'Rename readAll', 'src/read.ts')
      return story.git('rev-parse', 'HEAD')
    },
    readme: () => story.git('show', 'HEAD:README.md'),
    docCommits: () => story.subjects().filter(subject => subject.startsWith('docs:')).length,
  }
}

type Story = Awaited<ReturnType<typeof begun>>

/** Each story is told twice: as a hook saw it, and as no hook did. */
const both = (title: string, story: (t: ExecutionContext, noted: boolean) => Promise<void>) => {
  test(`${title}, noted by a hook`, t => story(t, true))
  test(`${title}, seen by no hook`, t => story(t, false))
}

/** The commits of HEAD by their subjects. */
const named = (story: Story): Readonly<Record<string, string>> =>
  Object.fromEntries(
    story
      .git('log', '--format=%s%x09%H')
      .split('\n')
      .map(line => line.split('\t') as [string, string]),
  )

const note = (story: Story, noted: boolean, ...pairs: [string, string | undefined][]) => {
  if (noted) story.notes.rewrote(...pairs.map(([from, to]) => [from, to ?? ''] as const))
}

// Ranges

test('a new branch begins where the branch it left was seen, and asks nothing', async t => {
  const story = await begun(t)
  story.renameRead()
  await story.work()
  story.git('switch', '--quiet', '--create', 'feature')
  story.renameWrite()
  const asked: number[] = []
  const { noticed } = await story.open(async ({ tools }) => {
    return update(tools, {
      confirm: async ({ commits }) => asked.push(commits) > 0,
      onProgress() {},
    })
  })
  t.deepEqual(asked, [])
  t.is(noticed, 2, 'the commit and the doc commit made for it')
  t.is(story.readme(), page('readEvery', 'writeEvery').trim())
})

test('a seen commit that Git has forgotten is told, with what to do', async t => {
  const story = await begun(t)
  const gone = story.renameRead()
  await story.work()
  story.git('checkout', '--quiet', '--orphan', 'fresh')
  story.git('commit', '--quiet', '--message', 'Afresh')
  story.git('branch', '--force', 'main', 'fresh')
  story.git('switch', '--quiet', 'main')
  story.git('branch', '--delete', '--force', 'fresh')
  story.git('reflog', 'expire', '--expire=now', '--all')
  story.git('gc', '--quiet', '--prune=now')
  await t.throwsAsync(story.work(), { code: 'SEEN_UNKNOWN', message: /main/ })
  t.is(await story.stateOf(gone), 'success')
  await story.work({ from: 'HEAD' })
  t.is((await story.work()).noticed, 0)
})

test('after a fast-forward and a merge that no hook saw, what they brought is taken up', async t => {
  const story = await begun(t)
  story.git('switch', '--quiet', '--create', 'feature')
  const read = story.renameRead()
  story.git('switch', '--quiet', 'main')
  story.git('update-ref', 'refs/heads/main', 'feature')
  story.git('reset', '--quiet', '--hard')
  await story.work()
  t.is(await story.stateOf(read), 'success')
})

// Rewritten before they were documented

both('a commit amended before it was looked at is skipped for its successor', async (t, noted) => {
  const story = await begun(t)
  const old = story.renameRead()
  story.write(
    'README.md',
    page('readAll', 'writeAll').replace('To all', 'To everyone').replace('to read', 'and read'),
  )
  await story.work()
  t.is(await story.stateOf(old), 'planned section-edited')
  story.git('checkout', '--quiet', 'README.md')
  story.git('commit', '--quiet', '--amend', '--message', 'Rename readAll for good')
  const fresh = story.git('rev-parse', 'HEAD')
  note(story, noted, [old, fresh])
  await story.work()
  t.is(await story.stateOf(old), 'skipped rewritten')
  t.is(await story.stateOf(fresh), 'success')
  const event = (await story.events(old)).at(-1)?.event
  t.like(event, {
    type: 'commit.rewritten',
    data: { by: fresh, evidence: noted ? 'post-rewrite' : 'change-id' },
  })
  t.is(story.docCommits(), 1)
})

both(
  'commits rebased before they were looked at are skipped for their successors',
  async (t, noted) => {
    const story = await begun(t)
    story.git('switch', '--quiet', '--create', 'feature')
    story.notes.add({ ref: 'refs/heads/feature' })
    const old = story.renameRead()
    story.git('switch', '--quiet', 'main')
    // Noted by a hook on the branch that is not checked out.
    story.notes.add({ ref: 'refs/heads/feature', commit: old })
    await story.work()
    t.is(await story.stateOf(old), 'pending')
    story.commit('Elsewhere', { 'src/other.ts': code('other') })
    story.git('switch', '--quiet', 'feature')
    story.git('rebase', '--quiet', 'main')
    const fresh = story.git('rev-parse', 'HEAD')
    note(story, noted, [old, fresh])
    await story.work()
    t.is(await story.stateOf(old), 'skipped rewritten')
    t.is(await story.stateOf(fresh), 'success')
  },
)

test('what was reset away and never documented is skipped, and planned again when it comes back', async t => {
  const story = await begun(t)
  const kept = story.commit('Other', { 'src/other.ts': code('other') })
  story.write('README.md', page('readAll', 'writeAll').replace('to read', 'and read'))
  const old = story.renameReadOnly()
  await story.work()
  t.is(await story.stateOf(old), 'planned section-edited')
  story.git('checkout', '--quiet', 'README.md')
  story.git('reset', '--quiet', '--hard', kept)
  await story.work()
  t.is(await story.stateOf(old), 'skipped rewritten')
  t.like((await story.events(old)).at(-1)?.event, { data: { by: null, evidence: 'unreachable' } })
  t.is((await story.work()).runs.length, 0)

  story.git('reset', '--quiet', '--hard', old)
  await story.work()
  t.is(await story.stateOf(old), 'success')
  t.is(story.readme(), page('readEvery', 'writeAll').trim())
})

test('a failure whose commit is gone is no failure any more, for retry too', async t => {
  const story = await begun(t)
  story.commit('Map', {
    '.git-doc/config.toml':
      '[[mappings]]\ncode_pattern = "src/read.ts"\ndoc_file = "LATIN.md"\nsection = "Cafe"\n',
    'LATIN.md': Buffer.from('# Page\n\n## Cafe\n\ncaf\xe9\n', 'latin1'),
  })
  const old = story.renameReadOnly()
  await story.work()
  t.regex(await story.stateOf(old), /^failed/)
  story.git('reset', '--quiet', '--hard', story.base)
  await story.open(async ({ tools }) => {
    const { retry } = await import('../../../src/commands/retry.ts')
    t.deepEqual((await retry(tools)).runs, [`commit/${old}`])
  })
  t.is(await story.stateOf(old), 'skipped rewritten')
  t.deepEqual((await story.report()).failures, [])
})

test('a commit that waits is told with the branch that has it', async t => {
  const story = await begun(t)
  story.git('switch', '--quiet', '--create', 'feature')
  const old = story.renameRead()
  story.git('switch', '--quiet', 'main')
  story.notes.add({ ref: 'refs/heads/feature', commit: old })
  await story.work()
  story.git('branch', '--move', 'feature', 'renamed')
  await story.work()
  t.like((await story.report()).runs[0], { commit: old, state: 'pending', branch: 'renamed' })
  t.is((await story.work()).runs.length, 0, 'it is told once')
  story.git('branch', '--delete', '--force', 'renamed')
  await story.work()
  t.is(await story.stateOf(old), 'skipped rewritten')
})

test('hooks that only jobs ask for tell nothing of commits: a checkout follows no branch', async t => {
  const story = await begun(t)
  story.git('switch', '--quiet', '--create', 'feature')
  const old = story.renameRead()
  story.git('switch', '--quiet', 'main')
  const told = { ref: 'refs/heads/feature', commit: old }
  story.notes.add({ hook: 'post-checkout', ...told })
  story.notes.add({ hook: 'post-applypatch', ...told })
  await story.work()
  t.is(await story.stateOf(old), 'unknown')
  t.is(story.notes.left(), 0)
})

// Rewritten after they were documented

/** A branch with both functions renamed, each followed by its doc commit, while main went on in another file. */
const documentedBranch = async (story: Story, { elsewhere = true } = {}) => {
  story.git('switch', '--quiet', '--create', 'feature')
  const read = story.renameRead()
  await story.work()
  const readDoc = story.git('rev-parse', 'HEAD')
  const write = story.renameWrite()
  await story.work()
  const writeDoc = story.git('rev-parse', 'HEAD')
  if (story.docCommits() !== 2) throw new Error('The branch is not documented.')
  story.git('switch', '--quiet', 'main')
  if (elsewhere) {
    story.commit('Elsewhere', { 'src/other.ts': code('other') })
    await story.work()
  }
  return { read, readDoc, write, writeDoc }
}

const pairs = (
  story: Story,
  olds: Readonly<Record<string, string>>,
): [string, string | undefined][] =>
  Object.values(olds).map(old => [old, named(story)[story.git('show', '-s', '--format=%s', old)]])

both(
  'a documented branch that is rebased stays documented by the doc commits that came along',
  async (t, noted) => {
    const story = await begun(t)
    const olds = await documentedBranch(story)
    story.git('switch', '--quiet', 'feature')
    story.git('rebase', '--quiet', 'main')
    note(story, noted, ...pairs(story, olds))
    await story.work()
    const { 'Rename readAll': read = '', 'Rename writeAll': write = '' } = named(story)
    t.not(read, olds.read)
    t.is(await story.stateOf(read), 'skipped already-documented')
    t.is(await story.stateOf(write), 'skipped already-documented')
    t.is(await story.stateOf(olds.read), 'success')
    t.is(story.docCommits(), 2)
    t.is(
      (await story.report()).runs
        .find(({ commit }) => commit === read)
        ?.reason?.includes(olds.read.slice(0, 8)),
      true,
    )
  },
)

both(
  'a documented branch whose commits are put in another order stays documented',
  async (t, noted) => {
    const story = await begun(t)
    const olds = await documentedBranch(story, { elsewhere: false })
    story.git('switch', '--quiet', 'feature')
    story.git(
      '-c',
      'sequence.editor=sed -i "1{h;d};2{H;d};4{G}"',
      'rebase',
      '--quiet',
      '--interactive',
      'main',
    )
    t.regex(story.subjects()[1] ?? '', /^Rename readAll/)
    note(story, noted, ...pairs(story, olds))
    await story.work()
    const { 'Rename readAll': read = '', 'Rename writeAll': write = '' } = named(story)
    t.is(await story.stateOf(read), 'skipped already-documented')
    t.is(await story.stateOf(write), 'skipped already-documented')
    t.is(story.docCommits(), 2)
  },
)

both(
  'a branch squashed into one commit together with its documents is documented',
  async (t, noted) => {
    const story = await begun(t)
    const olds = await documentedBranch(story, { elsewhere: false })
    story.git('switch', '--quiet', 'feature')
    story.git(
      '-c',
      'sequence.editor=sed -i "2,4s/^pick/fixup/"',
      'rebase',
      '--quiet',
      '--interactive',
      'main',
    )
    const squash = story.git('rev-parse', 'HEAD')
    note(story, noted, ...Object.values(olds).map((old): [string, string] => [old, squash]))
    await story.work()
    t.is(await story.stateOf(squash), 'skipped already-documented')
    t.is(story.docCommits(), 0)
    t.is(story.readme(), page('readEvery', 'writeEvery').trim())
  },
)

for (const elsewhere of [true, false]) {
  test(`a squash merge brings its documents along, where main ${elsewhere ? 'went on' : 'stood still'}`, async t => {
    const story = await begun(t)
    await documentedBranch(story, { elsewhere })
    const before = story.docCommits()
    story.git('merge', '--quiet', '--squash', 'feature')
    // As a forge writes it: the messages of all commits, trailers of ours at the end.
    story.git(
      'commit',
      '--quiet',
      '--message',
      `Rename both (#1)\n\n${story.git('log', '--format=* %B', 'main..feature')}`,
    )
    story.git('branch', '--delete', '--force', 'feature')
    const squash = story.git('rev-parse', 'HEAD')
    await story.work()
    t.is(await story.stateOf(squash), 'skipped already-documented')
    t.is(story.docCommits(), before)
    t.is(story.readme(), page('readEvery', 'writeEvery').trim())
  })
}

both(
  'a squash that is rebased leans on the same documents, and where they were dropped it is documented',
  async (t, noted) => {
    const story = await begun(t)
    await documentedBranch(story, { elsewhere: false })
    story.git('switch', '--quiet', '--create', 'squashed')
    story.git('merge', '--quiet', '--squash', 'feature')
    story.git('commit', '--quiet', '--message', 'Rename both')
    const squash = story.git('rev-parse', 'HEAD')
    await story.work()
    t.is(await story.stateOf(squash), 'skipped already-documented')

    story.git('switch', '--quiet', 'main')
    // In a file that the squash changes too: neither its blobs nor Git's patch-id stay what they were.
    story.commit('Elsewhere', { 'src/read.ts': code('readAll', '\nconst more = 1\n') })
    await story.work()
    story.git('switch', '--quiet', 'squashed')
    story.git('rebase', '--quiet', 'main')
    const rebased = story.git('rev-parse', 'HEAD')
    note(story, noted, [squash, rebased])
    await story.work()
    t.is(await story.stateOf(rebased), 'skipped already-documented')
    t.is(story.docCommits(), 0)

    story.git('checkout', '--quiet', 'main', '--', 'README.md')
    story.git('commit', '--quiet', '--amend', '--no-edit')
    const bare = story.git('rev-parse', 'HEAD')
    note(story, noted, [rebased, bare])
    await story.work()
    t.is(await story.stateOf(bare), 'success')
    t.is(story.readme(), page('readEvery', 'writeEvery').trim())
  },
)

both(
  'a branch folded into one commit while it is rebased is known by its lines',
  async (t, noted) => {
    const story = await begun(t)
    const olds = await documentedBranch(story, { elsewhere: false })
    story.commit('Elsewhere', { 'src/read.ts': code('readAll', '\nconst more = 1\n') })
    await story.work()
    story.git('switch', '--quiet', 'feature')
    story.git(
      '-c',
      'sequence.editor=sed -i "2,4s/^pick/fixup/"',
      'rebase',
      '--quiet',
      '--interactive',
      'main',
    )
    const squash = story.git('rev-parse', 'HEAD')
    note(story, noted, ...Object.values(olds).map((old): [string, string] => [old, squash]))
    await story.work()
    // Without the note neither lines nor blobs name the commits: it is looked at as any other, and no document needs it.
    t.is(await story.stateOf(squash), noted ? 'skipped already-documented' : 'skipped no-section')
    t.is(story.docCommits(), 0)
    t.is(story.readme(), page('readEvery', 'writeEvery').trim())
  },
)

test('a squash of a commit with its doc commit carries our trailer, and is no doc commit for that', async t => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.work()
  const message = story.git('log', '-1', '--format=%B')
  story.git('reset', '--quiet', '--soft', story.base)
  story.git('commit', '--quiet', '--message', message)
  const same = story.git('rev-parse', 'HEAD')
  await story.work()
  t.is(await story.stateOf(same), 'skipped already-documented')
  t.is(await story.stateOf(old), 'success')

  // More code under the same trailer is more to document.
  story.write('src/write.ts', code('writeEvery'))
  story.git('commit', '--quiet', '--all', '--amend', '--no-edit')
  const more = story.git('rev-parse', 'HEAD')
  await story.work()
  t.is(await story.stateOf(more), 'success')
  t.is(story.readme(), page('readEvery', 'writeEvery').trim())
})

test('a commit that was amended with its documents is ours, until a person changes its code', async t => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.work()
  const message = `Rename readAll\n\nGit-Doc-Run: commit/${old}\nGit-Doc-Amended: ${old}`
  story.git('reset', '--quiet', '--soft', story.base)
  story.git('commit', '--quiet', '--message', message)
  const amended = story.git('rev-parse', 'HEAD')
  await story.work()
  t.is(await story.stateOf(amended), 'skipped own-commit')

  story.write('src/write.ts', code('writeEvery'))
  story.git('commit', '--quiet', '--all', '--amend', '--no-edit')
  const changed = story.git('rev-parse', 'HEAD')
  await story.work()
  t.is(await story.stateOf(changed), 'success')
  t.is(story.readme(), page('readEvery', 'writeEvery').trim())

  // From another clone, whose log is not here.
  const foreign = `Rename writeEvery\n\nGit-Doc-Run: commit/${'7'.repeat(40)}\nGit-Doc-Amended: yes`
  const other = story.commit(foreign, { 'src/write.ts': code('writeEach') })
  await story.work()
  t.is(await story.stateOf(other), 'skipped own-commit')
})

test('a history that a branch was forced to, without what it had, ends what waited and takes up what is new', async t => {
  const story = await begun(t)
  story.write('README.md', page('readAll', 'writeAll').replace('to read', 'and read'))
  const gone = story.renameReadOnly()
  await story.work()
  t.is(await story.stateOf(gone), 'planned section-edited')
  story.git('checkout', '--quiet', 'README.md')
  story.git('switch', '--quiet', '--create', 'theirs', story.base)
  const theirs = story.renameWrite()
  story.git('branch', '--force', 'main', 'theirs')
  story.git('switch', '--quiet', 'main')
  story.git('branch', '--delete', '--force', 'theirs')
  const { noticed } = await story.work()
  t.is(noticed, 2, 'the new commit and its doc commit')
  t.is(await story.stateOf(gone), 'skipped rewritten')
  t.is(await story.stateOf(theirs), 'success')
  story.git('reflog', 'expire', '--expire=now', '--all')
  story.git('gc', '--quiet', '--prune=now')
  t.deepEqual((await story.work()).runs, [])
})

test('a commit that waits and that Git has forgotten is skipped, not stumbled over', async t => {
  const story = await begun(t)
  story.git('switch', '--quiet', '--create', 'feature')
  const old = story.renameRead()
  story.git('switch', '--quiet', 'main')
  story.notes.add({ ref: 'refs/heads/feature', commit: old })
  await story.work()
  story.git('branch', '--delete', '--force', 'feature')
  story.git('reflog', 'expire', '--expire=now', '--all')
  story.git('gc', '--quiet', '--prune=now')
  await story.work()
  t.is(await story.stateOf(old), 'skipped rewritten')
})

both('an amended commit whose code changed is documented again', async (t, noted) => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.work()
  story.git('reset', '--quiet', '--hard', old)
  story.write('src/read.ts', code('readEach'))
  story.git('commit', '--quiet', '--all', '--amend', '--no-edit')
  const fresh = story.git('rev-parse', 'HEAD')
  note(story, noted, [old, fresh])
  await story.work()
  t.is(await story.stateOf(fresh), 'success')
  t.is(story.readme(), page('readEach', 'writeAll').trim())
  t.is(await story.stateOf(old), 'success')
})

both(
  'a commit reworded without its doc commit is documented again: its documents are gone',
  async (t, noted) => {
    const story = await begun(t)
    const old = story.renameRead()
    await story.work()
    story.git('reset', '--quiet', '--hard', old)
    story.git('commit', '--quiet', '--amend', '--message', 'Rename readAll, reworded')
    const fresh = story.git('rev-parse', 'HEAD')
    note(story, noted, [old, fresh])
    await story.work()
    t.is(await story.stateOf(fresh), 'success')
    t.is(story.docCommits(), 1)
  },
)

test('a doc commit that a person drops by itself stays dropped', async t => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.work()
  story.git(
    '-c',
    'sequence.editor=sed -i /docs:/d',
    'rebase',
    '--quiet',
    '--interactive',
    story.base,
  )
  t.is(story.git('rev-parse', 'HEAD'), old)
  await story.work()
  t.is(story.docCommits(), 0)
})

test('a cherry-pick onto a branch without the documents is documented there; with its doc commit it is not', async t => {
  const story = await begun(t)
  const { read, write, writeDoc } = await documentedBranch(story)
  story.git('cherry-pick', read)
  await story.work()
  t.is(await story.stateOf(named(story)['Rename readAll'] ?? ''), 'success')
  t.is(story.docCommits(), 1)
  story.git('cherry-pick', write, writeDoc)
  await story.work()
  t.is(await story.stateOf(named(story)['Rename writeAll'] ?? ''), 'skipped already-documented')
  t.is(story.readme(), page('readEvery', 'writeEvery').trim())
  t.is(story.docCommits(), 2)
})

test('a change that was taken back and is done again is documented again', async t => {
  const story = await begun(t)
  const first = story.renameRead()
  await story.work()
  story.write('src/read.ts', code('readAll'))
  story.commit('Take it back')
  await story.work()
  t.is(story.readme(), page('readAll', 'writeAll').trim())
  story.git('cherry-pick', first)
  const again = story.git('rev-parse', 'HEAD')
  await story.work()
  t.is(await story.stateOf(again), 'success')
  t.is(story.readme(), page('readEvery', 'writeAll').trim())
})

both(
  'a commit that no section concerned is not planned again when it is rebased',
  async (t, noted) => {
    const story = await begun(t)
    story.git('switch', '--quiet', '--create', 'feature')
    const old = story.commit('Other', { 'src/unheard.ts': 'const nothing = 1\n' })
    await story.work()
    t.is(await story.stateOf(old), 'skipped no-section')
    story.git('commit', '--quiet', '--amend', '--message', 'Other, reworded')
    const fresh = story.git('rev-parse', 'HEAD')
    note(story, noted, [old, fresh])
    await story.work()
    t.is(await story.stateOf(fresh), 'skipped already-documented')
  },
)

// Notes

test('a commit that is amended as soon as it is planned gets no doc commit; the new one gets one', async t => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.open(({ tools }) => {
    const append: typeof tools.log.append = async (run, events, expected) => {
      const recorded = await tools.log.append(run, events, expected)
      if (events[0]?.event.type === 'commit.planned' && run === `commit/${old}`)
        story.git('commit', '--quiet', '--amend', '--message', 'Rename readAll for good')
      return recorded
    }
    const log = { ...tools.log, append }
    return update({ ...tools, log }, { confirm: async () => true, onProgress() {} })
  })
  t.is(story.docCommits(), 0)
  t.is(await story.stateOf(old), 'planned other-branch')
  await story.work()
  t.is(await story.stateOf(old), 'skipped rewritten')
  const amended = named(story)['Rename readAll for good'] ?? ''
  t.is(await story.stateOf(amended), 'success')
  t.is(story.docCommits(), 1)
})

test('notes read again after a kill change nothing, and pairs of unknown commits are dropped', async t => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.work()
  story.git('commit', '--quiet', '--allow-empty', '--message', 'Begin anew')
  story.git('reset', '--quiet', '--hard', old)
  story.git('commit', '--quiet', '--amend', '--message', 'Reworded')
  const fresh = story.git('rev-parse', 'HEAD')
  const unknown = 'f'.repeat(40)
  story.notes.rewrote([old, fresh], [unknown, fresh], [fresh, fresh], [unknown, 'e'.repeat(40)])
  story.notes.refuse(true)
  await t.throwsAsync(story.work(), { message: /killed/ })
  const position = (await story.report()).position
  await t.throwsAsync(story.work(), { message: /killed/ })
  t.is((await story.report()).position, position)
  story.notes.refuse(false)
  await story.work()
  t.is(story.notes.left(), 0)
  t.like((await story.events(fresh))[0]?.event.data, { rewrites: [old] })
  t.is((await story.events(old)).filter(({ event }) => event.type === 'commit.rewritten').length, 1)
  t.deepEqual(await story.events(unknown), [])
})

test('a rewrite that was undone again is none', async t => {
  const story = await begun(t)
  const old = story.renameRead()
  await story.work()
  const tip = story.git('rev-parse', 'HEAD')
  story.git('commit', '--quiet', '--amend', '--message', 'Reworded')
  const fresh = story.git('rev-parse', 'HEAD')
  story.git('reset', '--quiet', '--hard', tip)
  story.notes.rewrote([old, fresh])
  await story.work()
  t.is(
    (await story.events(old)).some(({ event }) => event.type === 'commit.rewritten'),
    false,
  )
})
