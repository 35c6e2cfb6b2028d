import test, { type ExecutionContext } from 'ava'
import { openReceipts } from '../../src/adapters/git/receipts.ts'
import { listReceipts } from '../../src/commands/receipts/list.ts'
import { areSound, verifyReceipts } from '../../src/commands/receipts/verify.ts'
import { type ReceiptContext, writeReceipts } from '../../src/commands/receipts/write.ts'
import { readReceipt } from '../../src/events/receipt.ts'
import { place } from '../adapters/git/publisher.support.ts'
import { append, proofKinds, proofLog, proved, provedAgain } from '../support/proofs.ts'
import { type TestRepository, testRepository } from '../support/repository.ts'

const opened = (t: ExecutionContext, repository: TestRepository = testRepository(t), begin = 0) => {
  const log = proofLog({ at: begin })
  const receipts = openReceipts(place(repository))
  t.teardown(receipts.close)
  const context: ReceiptContext = { log, kinds: proofKinds, receipts, withoutReceipts: [] }
  const commit = repository.commit(`commit ${begin}`, { file: `${begin}` })
  const shown = () => repository.git('notes', '--ref=git-doc/receipts', 'show', commit)
  return { repository, log, receipts, context, commit, shown }
}

test('a run that came to an end has a receipt on its commit, as one line', async t => {
  const { log, context, commit, shown, repository } = opened(t)
  await append(log, 'proof/a', proved(commit))
  t.is(await writeReceipts(context), 1)
  const receipt = readReceipt(shown())
  t.like(receipt, {
    v: 1,
    run: 'proof/a',
    kind: 'proof',
    state: 'success',
    commit,
    tree: repository.git('rev-parse', `${commit}^{tree}`),
    begin: '1970-01-01T00:00:01.000Z',
    end: '1970-01-01T00:00:05.000Z',
    exit: 0,
    evidence: ['c'.repeat(64)],
    facts: { steps: [{ id: 'all', state: 'done' }] },
    version: 5,
    log: await log.chain(1),
    chain: await log.chain(5),
  })
})

test('each run is written once; a run that ends again gets another line', async t => {
  const { log, context, commit, shown } = opened(t)
  await append(log, 'proof/a', proved(commit, 'failed'))
  t.is(await writeReceipts(context), 1)
  t.is(await writeReceipts(context), 0)
  await append(log, 'proof/a', provedAgain())
  t.is(await writeReceipts(context), 1)
  const states = shown()
    .split('\n')
    .map(line => readReceipt(line)?.state)
  t.deepEqual(states, ['failed', 'success'])
})

test('killed before it is on record that the notes are written: nothing is written twice', async t => {
  const { log, context, commit, shown } = opened(t)
  for (const name of ['a', 'b', 'c']) await append(log, `proof/${name}`, proved(commit))
  const killed = {
    ...log,
    append: async () => {
      throw new Error('killed')
    },
  }
  await t.throwsAsync(writeReceipts({ ...context, log: killed }), { message: 'killed' })
  const before = shown()
  t.is(before.split('\n').length, 3)
  t.is(await writeReceipts(context), 3)
  t.is(shown(), before)
  t.is(await writeReceipts(context, { all: true }), 3)
  t.is(shown(), before)
})

test('a run without a commit, of a commit that is gone or of a kind without receipts here gets none', async t => {
  const { log, context, commit } = opened(t)
  await append(log, 'proof/none', proved(undefined))
  await append(log, 'proof/gone', proved('f'.repeat(40)))
  t.is(await writeReceipts(context), 0)
  await append(log, 'proof/a', proved(commit))
  t.is(await writeReceipts({ ...context, withoutReceipts: ['proof'] }), 0)
  t.is(await writeReceipts(context), 1)
  t.true(areSound(await verifyReceipts(context)))
})

test('more runs than are written at a time, on one commit and on many', async t => {
  const { log, context, repository, commit } = opened(t)
  const commits = [commit, ...['x', 'y'].map(name => repository.commit(name, { file: name }))]
  for (let n = 0; n < 620; n += 1)
    await append(log, `proof/${n}`, proved(commits[n % commits.length] as string))
  t.is(await writeReceipts(context), 620)
  t.is(repository.git('rev-list', '--count', 'refs/notes/git-doc/receipts'), '2')
  t.like(await verifyReceipts(context), { own: 620, other: 0, pending: 0, missing: [] })
})

test('verify: what the log says, what it does not, what is of others, and what nobody can read', async t => {
  const { repository, log, context, commit } = opened(t)
  const other = opened(t, repository, 1_000_000)
  await append(log, 'proof/a', proved(commit))
  await append(log, 'proof/b', proved(commit))
  await append(other.log, 'proof/a', proved(commit))
  await writeReceipts(context)
  await writeReceipts(other.context)
  t.like(await verifyReceipts(context), { own: 2, other: 1, differs: [], missing: [], pending: 0 })

  const notes = (...args: string[]) => repository.git('notes', '--ref=git-doc/receipts', ...args)
  notes('append', '-m', 'Seen by Ada.', commit)
  await append(log, 'proof/c', proved(commit))
  const foreign = await verifyReceipts(context)
  t.true(areSound(foreign))
  t.is(foreign.pending, 1)
  t.deepEqual(
    foreign.unreadable.map(({ line }) => line),
    ['Seen by Ada.'],
  )

  // Somebody makes a failure of it, and takes the other one away.
  const [first = '', ...rest] = notes('show', commit).split('\n')
  const forged = first.replace('"state":"success"', '"state":"failed"')
  notes(
    'add',
    '-f',
    '-m',
    [forged, ...rest.filter(line => !line.includes('proof/b'))].join('\n'),
    commit,
  )
  const broken = await verifyReceipts(context)
  t.false(areSound(broken))
  t.deepEqual(
    broken.differs.map(({ receipt, why }) => [receipt.run, why]),
    [['proof/a', 'The log has other values: state.']],
  )
  t.deepEqual(broken.missing.map(({ run }) => run).sort(), ['proof/a', 'proof/b'])

  t.is(await writeReceipts(context, { all: true }), 3)
  t.deepEqual((await verifyReceipts(context)).missing, [])
})

const forgeries: readonly (readonly [string, (line: string, other: string) => string])[] = [
  ['another commit', (line, other) => line.replace(/"commit":"[0-9a-f]+"/, `"commit":"${other}"`)],
  ['another run', line => line.replace('proof/a', 'proof/z')],
  ['another end', line => line.replace('"version":5', '"version":4')],
  ['another hash', line => line.replace(/"chain":"\w+"/, `"chain":"${'0'.repeat(64)}"`)],
  ['more facts', line => line.replace('"facts":{', '"facts":{"approved":true,')],
  ['a kind that is not known', line => line.replace('"kind":"proof"', '"kind":"vote"')],
]
for (const [name, forge] of forgeries)
  test(`a receipt with ${name} is not what the log says`, async t => {
    const { repository, log, context, commit, shown } = opened(t)
    const next = repository.commit('next', { file: 'next' })
    await append(log, 'proof/a', proved(commit))
    await writeReceipts(context)
    const forged = forge(shown(), next)
    repository.git('notes', '--ref=git-doc/receipts', 'add', '-f', '-m', forged, commit)
    const { differs } = await verifyReceipts(context)
    t.is(differs.length, 1)
  })

test('the list tells whose receipt each is, oldest first, of one commit or of all', async t => {
  const { repository, log, context, commit } = opened(t, undefined, 1_000_000)
  const other = opened(t, repository, 0)
  await append(log, 'proof/late', proved(commit))
  await append(other.log, 'proof/early', proved(commit))
  await append(log, 'proof/elsewhere', proved(other.commit))
  await writeReceipts(context)
  await writeReceipts(other.context)
  const told = (lines: Awaited<ReturnType<typeof listReceipts>>) =>
    lines.map(line => [line.origin, line.origin === 'unreadable' ? '' : line.receipt.run])
  t.deepEqual(told(await listReceipts(context, commit)), [
    ['other', 'proof/early'],
    ['own', 'proof/late'],
  ])
  t.is((await listReceipts(context)).length, 3)
  t.deepEqual(await listReceipts(context, 'f'.repeat(40)), [])
})
