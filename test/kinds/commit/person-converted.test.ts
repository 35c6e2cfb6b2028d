// Documents that Git stores or shows in another form than their file has, and paths that are no document any more.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { page, personAtWork } from './person.support.ts'

const begun = personAtWork(test)

test('a replaced blob of a document is documented as Git shows it', async t => {
  const story = await begun(t)
  const other = page('readAll', 'writeAll').replace('To all.', 'To everybody.')
  const file = join(story.path, 'other')
  writeFileSync(file, other)
  story.git(
    'replace',
    story.git('rev-parse', 'HEAD:docs/api.md'),
    story.git('hash-object', '-w', file),
  )
  rmSync(file)
  rmSync(join(story.path, 'docs/api.md'))
  story.git('checkout', '--', 'docs/api.md')
  const commit = story.read()
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.doc(), page('readEvery', 'writeAll').replace('To all.', 'To everybody.').trimEnd())
  t.is(story.dirty(), '')
  story.sound()
})

test('a replaced commit is documented, once', async t => {
  const story = await begun(t)
  const commit = story.read()
  const other = story.git('commit-tree', '-p', 'HEAD^', '-m', 'Other words', 'HEAD^{tree}')
  story.git('replace', commit, other)
  await story.updated()
  await story.updated()
  t.is(await story.stateOf(commit), 'success')
  t.is(story.documentedOn('main'), 1)
  t.is(story.dirty(), '')
})

/** As Git LFS does it: contents in a folder beside the repository's objects, pointers in the repository. */
const lfsFilter = (path: string, git: (...args: string[]) => string): void => {
  const store = join(path, '.git', 'lfs')
  const script = (name: string, text: string): string => {
    const file = join(path, '.git', name)
    writeFileSync(file, text)
    return `sh '${file}' '${store}'`
  }
  const clean = `mkdir -p "$1"; temporary=$(mktemp "$1/XXXXXX"); cat > "$temporary"
if head -n 1 "$temporary" | grep -q '^version https://git-lfs'; then cat "$temporary"; exit; fi
id=$(git hash-object "$temporary"); size=$(wc -c < "$temporary"); mv "$temporary" "$1/$id"
printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' "$id" "$size"
`
  git('config', 'filter.lfs.clean', script('clean.sh', clean))
  const smudge = 'cat "$1/$(sed -n s/^oid.sha256://p)"\n'
  git('config', 'filter.lfs.smudge', script('smudge.sh', smudge))
  git('config', 'filter.lfs.required', 'true')
}

test('a document in Git LFS is skipped with that reason, and nothing is asked', async t => {
  const story = await begun(t)
  lfsFilter(story.path, story.git)
  story.commit('Track documents by LFS', { '.gitattributes': 'docs/*.md filter=lfs -text\n' })
  story.git('rm', '--quiet', '--cached', 'docs/api.md')
  story.commit('Convert')
  t.regex(story.doc(), /^version https:\/\/git-lfs/)
  await story.updated()
  story.asked.length = 0
  const commit = story.read()
  await story.updated()
  t.regex(await story.stateOf(commit), /^skipped/)
  const told = (await story.report()).runs.find(run => run.commit === commit)
  t.regex(told?.reason ?? '', /stored in Git LFS/)
  t.deepEqual(story.asked, [])
  t.is(story.dirty(), '')
})

test('a document whose path is a folder in HEAD ends its run, and is not asked for again', async t => {
  const story = await begun(t)
  const commit = story.read()
  await story.updated(() => {
    story.git('rm', '--quiet', 'docs/api.md')
    story.commit('Make it a folder', { 'docs/api.md/index.md': page('readAll', 'writeAll') })
  })
  t.is(await story.stateOf(commit), 'skipped no-section')
  await story.updated()
  t.is(await story.stateOf(commit), 'skipped no-section')
  t.is(story.asked.length, 1)
  t.is(story.dirty(), '')
})
