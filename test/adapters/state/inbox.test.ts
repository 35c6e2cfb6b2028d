import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openInbox } from '../../../src/adapters/state/inbox.ts'
import { temporaryFolder } from '../../support/repository.ts'

const id = (digit: string) => digit.repeat(40)

/** An inbox and a way to leave files in it, each a second younger than the one before. */
const inboxWith = (t: ExecutionContext, files: Readonly<Record<string, string>>) => {
  const state = temporaryFolder(t)
  const folder = join(state, 'inbox')
  mkdirSync(folder)
  for (const [n, [name, text]] of Object.entries(files).entries()) {
    writeFileSync(join(folder, name), text)
    utimesSync(join(folder, name), 1_000_000 + n, 1_000_000 + n)
  }
  return { state, folder, inbox: openInbox(state) }
}

test('without a folder there are no notes', async t => {
  const inbox = openInbox(join(temporaryFolder(t), 'nowhere'))
  t.deepEqual(await inbox.read(), [])
  await inbox.drop([])
})

test('notes are read oldest first, and gone once they are dropped', async t => {
  const { state, folder } = inboxWith(t, {
    'post-merge.b.note': `ref refs/heads/main\ncommit ${id('b')}\nend\n`,
    'post-commit.a.note': `commit ${id('a')}\nend\n`,
  })
  const steps: string[] = []
  const inbox = openInbox(state, { onStep: step => steps.push(step) })
  const notes = await inbox.read()
  t.like(notes, [
    {
      file: 'post-merge.b.note',
      hook: 'post-merge',
      ref: 'refs/heads/main',
      commit: id('b'),
      rewrites: [],
    },
    {
      file: 'post-commit.a.note',
      hook: 'post-commit',
      ref: undefined,
      commit: id('a'),
      rewrites: [],
    },
  ])
  await inbox.drop(notes.slice(0, 1))
  t.deepEqual(readdirSync(folder), ['post-commit.a.note'])
  await inbox.drop(notes)
  t.deepEqual(await inbox.read(), [])
  t.deepEqual(steps, ['inbox:dropped', 'inbox:dropped'], 'only what was there')
})

test('a rewrite tells its pairs, without those of a commit that stayed itself', async t => {
  const { inbox } = inboxWith(t, {
    'post-rewrite.7.note': `ref refs/heads/main\n${id('1')} ${id('3')}\n${id('2')} ${id('3')} extra\n${id('4')} ${id('4')}\nend\n`,
  })
  const [note] = await inbox.read()
  t.deepEqual(note?.rewrites, [
    { from: id('1'), to: id('3') },
    { from: id('2'), to: id('3') },
  ])
})

test('half a note and what is none is put aside, and is never in the way again', async t => {
  const { folder, inbox } = inboxWith(t, {
    'post-commit.empty.note': '',
    'post-commit.half.note': `ref refs/heads/main\ncommit ${id('a')}\n`,
    'post-commit.cut.note': `ref refs/heads/main\ncommit ${id('a').slice(1)}\nend\n`,
    'post-commit.pairs.note': `${id('a')} ${id('b')}\nend\n`,
    'pre-push.a.note': 'end\n',
    'post-rewrite.mixed.note': `${id('a')} ${id('b').repeat(2).slice(0, 64)}\nend\n`,
    'post-commit.good.note': 'end\n',
  })
  mkdirSync(join(folder, 'post-commit.folder.note'))
  symlinkSync('/etc/hostname', join(folder, 'post-commit.link.note'))
  t.deepEqual(
    (await inbox.read()).map(({ file }) => file),
    ['post-commit.good.note'],
  )
  t.deepEqual(readdirSync(folder).sort(), ['aside', 'post-commit.good.note'])
  t.is(readdirSync(join(folder, 'aside')).length, 8)
})

test('of what was put aside only the last is kept', async t => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [`post-commit.${n}.note`, 'no']),
  )
  const { folder, inbox } = inboxWith(t, files)
  t.deepEqual(await inbox.read(), [])
  t.is(readdirSync(join(folder, 'aside')).length, 20)
})

test('of notes that say the same one is read, and dropping it leaves none', async t => {
  const text = `ref refs/heads/main\ncommit ${id('a')}\nend\n`
  const { folder, inbox } = inboxWith(t, {
    'post-commit.1.note': text,
    'post-commit.2.note': text,
  })
  const notes = await inbox.read()
  t.deepEqual(
    notes.map(({ file }) => file),
    ['post-commit.1.note'],
  )
  await inbox.drop(notes)
  t.deepEqual(readdirSync(folder), [])
})

test('a note that is being written is left alone; one that never will be is cleared away', async t => {
  const { folder, inbox } = inboxWith(t, { 'post-commit.old.tmp': 'ref' })
  writeFileSync(join(folder, 'post-commit.new.tmp'), 'ref')
  t.deepEqual(await inbox.read(), [])
  t.false(existsSync(join(folder, 'post-commit.old.tmp')))
  t.true(existsSync(join(folder, 'post-commit.new.tmp')))
})

test('an inbox that is no folder is said to be one that cannot be worked on', async t => {
  const state = temporaryFolder(t)
  writeFileSync(join(state, 'inbox'), '')
  await t.throwsAsync(openInbox(state).read(), { code: 'STATE_UNWRITABLE' })
})
