import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openExport } from '../../../src/adapters/level/export.ts'
import { openLevelLog } from '../../../src/adapters/level/open.ts'
import { verifyLog } from '../../../src/adapters/level/verify.ts'
import { readStatus } from '../../../src/commands/status.ts'
import { kinds } from '../../../src/kinds.ts'
import { status } from '../../../src/projections/status.ts'
import { viewsOf } from '../../../src/projections/views.ts'
import { temporaryFolder } from '../../support/repository.ts'
import { packageFolder } from '../../support/run-command.ts'

/** Logs as earlier versions left them, one folder a version. They are added to, never edited. */
const logs = join(packageFolder, 'fixtures/logs')

/** The hash of the last event of each, as the version that wrote it gave it. */
const ends: Readonly<Record<string, string>> = {
  '0.1.0': '0b3badafbb7d7b5003948e8e6624c871bca86b987fdaf7794d19b88afc01e685',
}

const copyOf = (t: ExecutionContext, version: string): string => {
  const folder = temporaryFolder(t)
  cpSync(join(logs, version), folder, { recursive: true })
  return folder
}

for (const version of readdirSync(logs)) {
  test(`a log of ${version} verifies, event by event, to the hash it was left with`, async t => {
    const folder = copyOf(t, version)
    const verified = await verifyLog({
      folder: join(folder, 'log'),
      temporary: temporaryFolder(t),
      chainsAt: [],
      verified() {},
    })
    t.is(verified.chain, ends[version] ?? 'not listed')
  })

  test(`a log of ${version} is exported as the same bytes`, async t => {
    const folder = copyOf(t, version)
    const [segment = ''] = readdirSync(join(folder, 'segments')).filter(name => /^\d/.test(name))
    const exported = await openExport({
      folder: join(folder, 'log'),
      temporary: temporaryFolder(t),
    })
    let text = ''
    for await (const chunk of exported.text()) text += chunk
    await exported.close()
    t.is(text, readFileSync(join(folder, 'segments', segment), 'utf8'))
  })

  test(`a log of ${version} is opened, its views are folded again, and it goes on`, async t => {
    const folder = copyOf(t, version)
    const projections = viewsOf(kinds)
    const log = await openLevelLog({ folder: join(folder, 'log'), projections })
    const before = await readStatus(log, kinds)
    t.true(before.runs.length > 0)
    const waiting = before.runs.find(({ tag }) => tag === 'waiting')
    t.truthy(waiting)
    const row = await log.row(status, waiting?.run ?? '')
    const event = { type: 'apply.resumed', data: {} }
    const actor = 'Ada <ada@example.org>'
    await log.append(waiting?.run ?? '', [{ event, actor }], row?.version ?? 0)
    await log.close()
    const again = await openLevelLog({ folder: join(folder, 'log'), projections })
    t.like(await again.row(status, waiting?.run ?? ''), { tag: 'active', by: actor })
    t.is((await readStatus(again, kinds)).runs.length, before.runs.length)
    await again.close()
  })
}
