import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { hookServer } from '../support/hook-server.ts'
import { cloneOf, releaseStory, root, twelve } from '../support/releases.ts'

/** The packages that are sound, and what is wrong with the others. */
const broken = {
  risks: 'ref.pointer-unresolved',
  roadmap: 'prompt.required-missing',
  faq: 'schema.unknown-draft',
  pitch: 'authority.artifact-missing',
  archive: 'guard.forbidden-mode',
}
const sound = Object.keys(twelve).filter(name => !(name in broken))

test('a year of twelve packages, two clones and everything that goes wrong in between; afterwards Git proves it', async t => {
  t.timeout(1_800_000)
  let status = 204
  const server = await hookServer(t, response => response.writeHead(status).end())
  const config = (approvals: number) =>
    `[releases]\napprovals = ${approvals}\n\n[releases.sync]\nurl = "${server.url}"\nsecret_env = "SYNC_SECRET"\nretries = 0\n`
  const secret = { SYNC_SECRET: 'shared' }
  const first = releaseStory(t, twelve, config(0))
  const activate = (line: string) => first.release(`activate ${line}`, secret)

  // January: what is sound goes into production together, what is broken says why it does not.
  const names = Object.keys(twelve).map(name => `${name}@1.0.0`)
  const { staged } = await first.json(`stage ${names.join(' ')}`)
  for (const { package: name, state, findings } of staged) {
    const rule = broken[name as keyof typeof broken]
    t.is(state, rule ? 'failed' : 'success', `${name}: ${JSON.stringify(findings)}`)
    if (rule)
      t.true(
        findings.some((each: { rule: string }) => each.rule === rule),
        `${name}: ${JSON.stringify(findings)}`,
      )
  }
  t.is(await first.code('activate risks@1.0.0 --reason Wish'), 'ACTIVATION_REFUSED')
  const all = sound.map(name => `${name}@1.0.0`).join(' ')
  const begun = await activate(`${all} --reason 'The beginning'`)
  t.is(begun.code, 0, begun.stdout + begun.stderr)

  // February: a failed staging is repaired.
  first.writeRelease('risks', '1.0.0', { ...twelve.risks, shows: ['/title'] })
  first.git('commit', '-qam', 'Show what there is')
  t.is((await first.release('stage risks@1.0.0')).code, 0)
  t.is((await activate("risks@1.0.0 --reason 'Repaired'")).code, 0)

  // March: two drafts at a time, on branches of their own.
  await first.release('draft glossary')
  first.writeRelease('glossary', '1.1.0', { fields: ['title!', 'audience', 'terms'] })
  t.is((await first.release("commit --reason 'Terms'")).code, 0)
  await first.release('draft personas')
  first.writeRelease('personas', '1.1.0', { ...twelve.personas, says: 'Be kind.' })
  t.is((await first.release("commit --reason 'Kindness'")).code, 0)
  first.git('switch', '-q', 'main')
  first.git('merge', '-q', '--no-edit', 'release/glossary-1.1.0')
  first.git('merge', '-q', '--no-edit', 'release/personas-1.1.0')
  t.is((await first.release('stage glossary@1.1.0 personas@1.1.0')).code, 0)

  // April: nobody can be told, and a retry only tells.
  status = 503
  const untold = await activate("glossary@1.1.0 personas@1.1.0 --reason 'Spring' --json")
  t.is(untold.code, 1)
  const april = first.git('rev-parse', 'HEAD')
  status = 204
  t.is((await first.run(`git-doc retry ${JSON.parse(untold.stdout).run}`, secret)).code, 0)
  t.is(first.git('rev-parse', 'HEAD'), april)

  // May: a breaking change needs a major version.
  await first.release('draft outline')
  const breaking = { ...twelve.outline, fields: ['title!', 'parts!'] }
  first.writeRelease('outline', '1.1.0', breaking)
  t.is(await first.code('commit --reason Parts'), 'VERSION_TOO_LOW')
  await first.release('abandon --yes')
  await first.release('draft outline --bump major')
  first.writeRelease('outline', '2.0.0', breaking)
  t.is((await first.release('commit --reason Parts')).code, 0)
  first.git('switch', '-q', 'main')
  first.git('merge', '-q', '--no-edit', 'release/outline-2.0.0')

  // June: three packages in one commit, staged before an amend and a rebase.
  first.writeRelease('plan', '1.1.0', { requires: ['outline@^2.0.0', 'glossary'], says: 'Parts.' })
  first.writeRelease('review', '1.1.0', { ...twelve.review, says: 'Look at the parts.' })
  first.git('add', '-A')
  first.git('commit', '-qm', 'Plan and review by parts')
  const three = 'outline@2.0.0 plan@1.1.0 review@1.1.0'
  const june = await first.release(`stage ${three}`)
  t.is(june.code, 0, june.stdout)
  first.git('commit', '-q', '--amend', '-m', 'Plan and review by what is now called parts')
  first.git('branch', 'other', 'HEAD^')
  first.git('switch', '-q', 'other')
  first.commit('Something else', { 'README.md': '# Documents\n' })
  first.git('rebase', '-q', 'other', 'main')
  const together = await activate(`${three} --reason 'Parts, not chapters'`)
  t.is(together.code, 0, together.stdout + together.stderr)
  t.is(
    first.git('show', '--format=', '--name-only', 'HEAD'),
    `${root}/_active/active_releases.json`,
  )

  // July: what others depend on does not go back.
  t.is(await first.code('rollback outline --reason Doubt'), 'ROLLBACK_BREAKS')
  t.is((await first.release("rollback personas --reason 'Too kind'", secret)).code, 0)

  // August: another clone approves and activates what the first one committed; a change voids it.
  first.commit('Somebody must approve', { '.git-doc/config.toml': config(1) })
  first.writeRelease('brief', '1.1.0', { ...twelve.brief, says: 'Be brief.' })
  first.git('add', '-A')
  first.git('commit', '-qm', 'Add brief 1.1.0')
  await first.release('stage brief@1.1.0')
  first.git('init', '-q', '--bare', '../shared.git')
  first.git('remote', 'add', 'origin', '../shared.git')
  first.git('push', '-q', '-u', 'origin', 'main')
  t.is((await first.run('git-doc receipts push')).code, 0)
  const second = cloneOf(t, { path: join(first.path, '..', 'shared.git') }, 'Bob')
  await second.run('git-doc receipts fetch')
  t.is((await second.release('approve brief@1.1.0')).code, 0)
  t.is((await second.run('git-doc receipts push')).code, 0)
  const prompt = `${root}/brief/releases/1.1.0/prompts/task.prompt.txt`
  const text = readFileSync(join(first.path, prompt), 'utf8')
  first.commit('Be briefer', { [prompt]: text.replace('brief.', 'very brief.') })
  await first.run('git-doc receipts fetch')
  t.is((await first.release('stage brief@1.1.0')).code, 0)
  const voided = await activate("brief@1.1.0 --reason 'Brevity' --by 'Cleo <cleo@example.org>'")
  t.regex(voided.stderr, /0 of 1 approvals.*Bob.* before it changed/)
  first.git('push', '-q')
  await first.run('git-doc receipts push')
  second.git('pull', '-q', '--ff-only')
  await second.run('git-doc receipts fetch')
  t.is((await second.release('approve brief@1.1.0')).code, 0)
  await second.run('git-doc receipts push')
  await first.run('git-doc receipts fetch')
  const august = await activate("brief@1.1.0 --reason 'Brevity'")
  t.is(august.code, 0, august.stdout + august.stderr)
  first.git('push', '-q')
  second.git('pull', '-q', '--ff-only')

  // September: two people activate at the same moment, from two clones.
  for (const name of ['intake', 'glossary']) {
    first.writeRelease(name, '1.2.0', { fields: ['title!', 'audience', 'terms', 'more'] })
  }
  first.git('add', '-A')
  first.git('commit', '-qm', 'Two more')
  await first.release('stage intake@1.2.0 glossary@1.2.0')
  first.git('push', '-q')
  await first.run('git-doc receipts push')
  second.git('pull', '-q', '--ff-only')
  await second.run('git-doc receipts fetch')
  for (const name of ['intake', 'glossary']) await second.release(`approve ${name}@1.2.0`)
  await second.run('git-doc receipts push')
  await first.run('git-doc receipts fetch')
  const [one, other] = await Promise.all([
    activate("intake@1.2.0 --reason 'One'"),
    second.release("activate glossary@1.2.0 --reason 'Other' --by 'Dan <dan@example.org>'", secret),
  ])
  t.is(one.code, 0, one.stdout + one.stderr)
  t.is(other.code, 0, other.stdout + other.stderr)
  first.git('push', '-q')
  const pushed = await second.start('git push -q')
  t.not(pushed.code, 0, 'the second one is refused by Git')
  const merged = await second.start('git pull -q --no-rebase --no-edit')
  if (merged.code !== 0) {
    // The lines lie beside each other: a person puts both versions in.
    second.write(
      `${root}/_active/active_releases.json`,
      `${JSON.stringify({ ...first.pointer(), glossary: '1.2.0' }, null, 2)}\n`,
    )
    second.git('commit', '-qam', 'Merge both activations')
  }
  second.git('push', '-q')
  first.git('pull', '-q', '--ff-only')
  t.like(first.pointer(), { intake: '1.2.0', glossary: '1.2.0' })

  // December: Git alone proves it, in a clone that has no log.
  const auditor = cloneOf(t, { path: join(first.path, '..', 'shared.git') }, 'Eve')
  const verified = await auditor.json('verify')
  t.true(verified.isProven, JSON.stringify(verified.proofs, null, 2))
  t.is(verified.proofs.length, 0)
  t.true(verified.steps >= 8)
  const { deeds } = await auditor.json('history')
  t.is(deeds.length, verified.steps)
  t.true(deeds.every((deed: { reason?: string; by: string }) => deed.reason && deed.by))
  t.like(await auditor.json('why brief'), { active: '1.1.0', deed: { reason: 'Brevity' } })
})
