// Real processes, and a model on this machine that answers only after the person has done something. `SLOW=all` does each
// deed also behind a hook and lets the model answer seconds later; without it, that is done for the commonest two.
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { isIdle, notesIn, until } from '../support/background.ts'
import { answered, modelServer } from '../support/model-server.ts'
import { temporaryFolder } from '../support/repository.ts'
import { storyRepository } from '../support/scenario.ts'

const document = (name: string) =>
  `# API\n\n## Read\n\nCall \`${name}()\` first.\n\n## End\n\nNo more.\n`
const code = (name: string) => `export function ${name}(url: string): string {\n  return url\n}\n`
const followed = '--format=%H %(trailers:key=Git-Doc-Commit,valueonly,separator=)'

/** `main` with a mapped document, `release` with another text in it, and a commit on `main` that is not documented yet. */
const slowStory = async (t: ExecutionContext) => {
  let meanwhile: () => void = () => {}
  const wait = process.env.SLOW === 'all' ? 3_000 : 0
  const server = await modelServer(t, ({ body }, request) => {
    if (request === 0) meanwhile()
    const name = /\+export function (\w+)/.exec(JSON.stringify(body))?.[1] ?? 'unknown'
    const reply = answered(`## Read\n\nCall \`${name}()\` first.\n`)
    return wait > 0 ? { ...reply, silence: { before: 'headers', for: wait } } : reply
  })
  const story = storyRepository(t)
  const state = join(story.path, '.git', 'git-doc')
  const idle = () => until('nobody is at work', () => isIdle(state))
  t.teardown(idle)
  const base = story.commit('Begin', {
    'docs/api.md': document('readAll'),
    'src/read.ts': code('readAll'),
    '.git-doc/config.toml': `[llm]\nprovider = "compatible"\nbase_url = "${server.url}/v1"\napi_key = "none"\nmodel = "served"\nmax_retries = 0\n\n[[mappings]]\ncode_pattern = "src/read.ts"\ndoc_file = "docs/api.md"\nsection = "Read"\n`,
  })
  story.git('switch', '--quiet', '--create', 'release')
  const release = story.commit('Release', {
    'docs/api.md': document('readAll').replace('first.', 'first, on release.'),
  })
  story.git('switch', '--quiet', 'main')
  const enabled = await story.run('git-doc enable-hook')
  t.is(enabled.code, 0, enabled.stderr)
  return {
    ...story,
    base,
    release,
    server,
    meanwhile(deed: () => void) {
      meanwhile = deed
    },
    settled: async () => {
      await until('every note is read', () => notesIn(state).length === 0 && isIdle(state))
    },
    documents: (branch: string) =>
      story
        .git('log', followed, branch)
        .split('\n')
        .flatMap(line => {
          const [docCommit = '', follows = ''] = line.split(' ')
          return follows ? [{ docCommit, follows }] : []
        }),
  }
}

type Slow = Awaited<ReturnType<typeof slowStory>>

/** What the person does while the model is asked, how they come back to `main`, and whether it still has the change. */
interface Deed {
  do(story: Slow, t: ExecutionContext): void
  back?(story: Slow): void
  readonly gone?: boolean
}

const toMain = ({ git }: Slow) => void git('switch', '--quiet', 'main')

const deeds: Readonly<Record<string, Deed>> = {
  'switch to another branch': {
    do: ({ git }) => void git('switch', '--quiet', 'release'),
    back: toMain,
  },
  reset: { do: ({ git, base }) => void git('reset', '--quiet', '--hard', base), gone: true },
  amend: { do: ({ git }) => void git('commit', '--quiet', '--amend', '--message', 'Said better') },
  rebase: { do: ({ git }) => void git('rebase', '--quiet', '--onto', 'release', 'HEAD~1') },
  'delete the branch and make it again': {
    do: ({ git, base }) => {
      git('switch', '--quiet', 'release')
      git('branch', '--quiet', '--delete', '--force', 'main')
      git('branch', '--quiet', 'main', base)
    },
    back: toMain,
    gone: true,
  },
  'detach HEAD': { do: ({ git }) => void git('switch', '--quiet', '--detach'), back: toMain },
  'move the branch to another worktree': {
    do: ({ git }, t) => {
      git('switch', '--quiet', 'release')
      git('worktree', 'add', '--quiet', join(temporaryFolder(t), 'linked'), 'main')
    },
    back: story => {
      const linked = /worktree (.*linked)\n/.exec(story.git('worktree', 'list', '--porcelain'))?.[1]
      story.git('worktree', 'remove', linked ?? '')
      toMain(story)
    },
  },
  'stash work': {
    do: ({ git, write }) => {
      write('src/mine.ts', 'export const mine = 1\n')
      git('add', 'src/mine.ts')
      git('stash', '--quiet')
    },
    back: ({ git }) => {
      git('stash', 'pop', '--quiet')
      git('rm', '--quiet', '--force', 'src/mine.ts')
    },
  },
  'collect garbage': { do: ({ git }) => void git('gc', '--quiet', '--prune=now') },
}

const played = test.macro(async (t: ExecutionContext, name: string, hooked: boolean) => {
  const story = await slowStory(t)
  const deed = deeds[name] as Deed
  let failure: unknown
  story.meanwhile(() => {
    try {
      deed.do(story, t)
    } catch (error) {
      failure = error
    }
  })
  story.write('src/read.ts', code('readEvery'))
  const quietly = { GIT_DOC_SKIP: '1' }
  const commit = await story.start('git commit -qam "Rename readAll"', hooked ? {} : quietly)
  t.deepEqual(commit, { code: 0, stdout: '', stderr: '' })
  if (!hooked) await story.start('git-doc update --yes')
  await until('the model is asked', () => story.server.requests.length > 0)
  await story.settled()
  t.is(failure, undefined)
  t.is(story.git('rev-parse', 'release'), story.release, 'the other branch is left alone')

  deed.back?.(story)
  for (const _ of [1, 2]) {
    const { code: exit, stdout, stderr } = await story.start('git-doc update --yes')
    t.is(exit, 0, stdout + stderr)
  }
  await story.settled()
  for (const branch of ['main', 'release'])
    for (const { docCommit, follows } of story.documents(branch))
      t.notThrows(
        () => story.git('merge-base', '--is-ancestor', follows, docCommit),
        `${branch} documents ${follows}, which it does not have`,
      )
  t.is(story.documents('main').length, deed.gone ? 0 : 1)
  t.is(/readEvery\(\)/.test(story.git('show', 'main:docs/api.md')), !deed.gone)
  t.is(story.git('status', '--porcelain'), '')
  t.notThrows(() => story.git('fsck', '--strict'))
})

const commonest = ['switch to another branch', 'amend']

for (const name of Object.keys(deeds)) {
  test(`while a slow model is asked in the foreground: ${name}`, played, name, false)
  if (process.env.SLOW === 'all' || commonest.includes(name))
    test(`while a slow model is asked behind a hook: ${name}`, played, name, true)
}
