import { spawnSync } from 'node:child_process'
import test from 'ava'
import { commandLine } from '../../src/cli/commands.ts'
import { manPage } from '../../src/cli/man-page.ts'

const cli = commandLine(() => {
  throw new Error('A manual page opens no terminal.')
})
const page = manPage(cli, '1.2.3')

test('the manual has every command, every option and every example', t => {
  for (const { name, options } of cli.commands) {
    t.true(page.includes(`.B git\\-doc ${name.replaceAll('-', '\\-')}`), name)
    for (const { rawName } of options)
      t.true(page.includes(`.B ${rawName.replaceAll('-', '\\-')}`), rawName)
  }
  t.true(page.includes('.B git\\-doc check \\-\\-since origin/main'))
  t.true(page.includes('git\\-doc 1.2.3'))
})

test('no line of text begins a request by chance', t => {
  const requests = page.split('\n').flatMap(line => /^[.'](\S*)/.exec(line)?.[1] ?? [])
  t.deepEqual([...new Set(requests)].sort(), ['B', 'PP', 'RE', 'RS', 'SH', 'SS', 'TH', 'TP', 'br'])
})

test('groff finds nothing wrong with it, where there is groff', t => {
  const { error, stderr } = spawnSync('groff', ['-man', '-ww', '-Tutf8', '-z'], { input: page })
  t.is(error ? '' : String(stderr), '')
})
