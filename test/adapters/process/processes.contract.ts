// Long because it is one contract, read from top to bottom.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { inEnvironment } from '../../../src/adapters/process/environment.ts'
import { isAlive } from '../../../src/adapters/state/processes.ts'
import type { Processes, ProcessRequest } from '../../../src/ports/processes.ts'
import { until } from '../../support/background.ts'
import { temporaryFolder } from '../../support/repository.ts'

type Own = Partial<ProcessRequest> & Pick<ProcessRequest, 'command'>

/** What a port that runs processes must keep. `showsProcesses`: the system tells which processes there are. */
export const processesContract = (
  open: (folder: string) => Processes,
  { showsProcesses }: { readonly showsProcesses: boolean },
): void => {
  const place = (t: ExecutionContext) => {
    const folder = realpathSync(temporaryFolder(t))
    const { run } = open(join(folder, 'state'))
    return {
      folder,
      run: (own: Own) => run({ cwd: folder, run: 'job/test@manual.1', grace: 100, ...own }),
      script(name: string, text: string, mode = 0o755) {
        writeFileSync(join(folder, name), text)
        chmodSync(join(folder, name), mode)
        return join(folder, name)
      },
    }
  }
  const node = (code: string) => [process.execPath, '-e', code]

  // What runs

  test('a list is run as it is: no word of it reaches a shell', async t => {
    const { run } = place(t)
    const words = ['$HOME', '`date`', '; exit 3', '*', "'", '"', ' ', '', 'a\nb']
    const { output, exit, endedBy, command } = await run({
      command: [...node('console.log(JSON.stringify(process.argv.slice(1)))'), '--', ...words],
    })
    t.deepEqual(JSON.parse(output.tail), words)
    t.deepEqual([exit, endedBy], [0, 'exit'])
    t.deepEqual(command.slice(-words.length), words)
  })

  test('a text is split into words, and one for a shell goes to the shell', async t => {
    const { run } = place(t)
    t.is((await run({ command: `printf '%s|' "a b" $HOME` })).output.tail, 'a b|$HOME|')
    const shell = await run({ command: 'printf %s "$((1 + 2))" && exit 4', shell: true })
    t.is(shell.output.tail, '3')
    t.is(shell.exit, 4)
    t.is((await run({ command: 'true && false' })).error?.code, 'COMMAND_NEEDS_SHELL')
  })

  test('it runs in its folder, with the name of its run and what was given to it', async t => {
    const { folder, run } = place(t)
    const { output } = await run({
      command: 'echo "$PWD $GIT_DOC_RUN $GIT_DOC_COMMIT"',
      shell: true,
      variables: { GIT_DOC_COMMIT: 'abc', GIT_DOC_RUN: 'another' },
    })
    t.is(output.tail, `${folder} job/test@manual.1 abc\n`)
  })

  test('it inherits what is on the list and what was named, and nothing else', async t => {
    const { run } = place(t)
    const own = {
      PATH: process.env.PATH,
      HOME: '/home',
      LC_ALL: 'C',
      AWS_PROFILE: 'p',
      GIT_DIR: '/elsewhere',
      NODE_OPTIONS: '--no-warnings',
      OPENAI_API_KEY: 'sk-secret',
    }
    const { output } = await inEnvironment(own, () => run({ command: ['env'], inherit: ['AWS_*'] }))
    const names = output.tail.split('\n').map(line => line.split('=')[0])
    for (const name of ['PATH', 'HOME', 'LC_ALL', 'AWS_PROFILE', 'GIT_DOC_RUN'])
      t.true(names.includes(name), name)
    for (const name of ['GIT_DIR', 'NODE_OPTIONS', 'OPENAI_API_KEY'])
      t.false(names.includes(name), name)
  })

  test('input is read, and a child that does not read it is no error', async t => {
    const { run } = place(t)
    t.is((await run({ command: ['cat'], input: 'one\n' })).output.tail, 'one\n')
    const deaf = await run({ command: ['true'], input: 'x'.repeat(4_000_000) })
    t.deepEqual([deaf.exit, deaf.endedBy], [0, 'exit'])
    t.is((await run({ command: ['cat'] })).output.tail, '', 'without input there is none')
  })

  test('a request talks with its process both ways, to the end', async t => {
    const { run } = place(t)
    let heard = ''
    const { exit, output } = await run({
      command: node(
        `const channel = new (require('net').Socket)({ fd: 3 })
        channel.once('data', text => channel.end(text + '!'.repeat(100_000), () => process.exit(3)))`,
      ),
      async talk(channel) {
        await channel.send('hello')
        for await (const chunk of channel) heard += String(chunk)
        await channel.send('too late')
      },
    })
    t.deepEqual([exit, output.bytes], [3, 0])
    t.is(heard, `hello${'!'.repeat(100_000)}`)
  })

  test('standard input ends when nobody talks any more, and a mistake in talking is thrown', async t => {
    const { run } = place(t)
    const thrown = run({
      command: ['cat'],
      timeout: 60_000,
      async talk() {
        throw new TypeError('ours')
      },
    })
    t.is((await t.throwsAsync(thrown))?.message, 'ours')
  })

  // What cannot run

  test('a command that is not found, not executable or not whole is an error that says what to do', async t => {
    const { folder, run, script } = place(t)
    script('plain', 'echo', 0o644)
    script('orphan', '#!/no/such/interpreter\n')
    mkdirSync(join(folder, 'folder'))
    const cases: readonly (readonly [Own, string])[] = [
      [{ command: ['no-such-command-anywhere'] }, 'COMMAND_NOT_FOUND'],
      [{ command: ['./no-such-file'] }, 'COMMAND_NOT_FOUND'],
      [{ command: ['plain'] }, 'COMMAND_NOT_FOUND'],
      [{ command: 'NAME=value true' }, 'COMMAND_NOT_FOUND'],
      [{ command: ['./plain'] }, 'COMMAND_NOT_EXECUTABLE'],
      [{ command: ['./folder'] }, 'COMMAND_NOT_EXECUTABLE'],
      [{ command: ['./orphan'] }, 'COMMAND_NOT_EXECUTABLE'],
      [{ command: ['true'], cwd: join(folder, 'gone') }, 'COMMAND_FOLDER_MISSING'],
      [{ command: ['true'], cwd: join(folder, 'plain') }, 'COMMAND_FOLDER_MISSING'],
      [{ command: "echo 'open" }, 'COMMAND_INVALID'],
      [{ command: '   ' }, 'COMMAND_INVALID'],
      [{ command: [] }, 'COMMAND_INVALID'],
      [{ command: ['echo', 'a\0b'] }, 'COMMAND_INVALID'],
      [{ command: ['true', 'x'.repeat(5_000_000)] }, 'COMMAND_TOO_LONG'],
    ]
    for (const [own, code] of cases) {
      const { error, endedBy, exit, output } = await run(own)
      t.is(error?.code, code, JSON.stringify(own).slice(0, 80))
      t.is(endedBy, 'start')
      t.is(exit, undefined)
      t.is(output.bytes, 0)
      t.truthy(error?.hint)
    }
  })

  test('PATH leads to no program of the folder, and a link to a program is resolved first', async t => {
    const { folder, run, script } = place(t)
    const real = script('real', '#!/bin/sh\necho "$0"\n')
    symlinkSync(real, join(folder, 'link'))
    const own = { PATH: `.::${process.env.PATH}` }
    const near = await inEnvironment(own, () => run({ command: ['real'] }))
    t.is(near.error?.code, 'COMMAND_NOT_FOUND')
    const linked = await run({ command: ['./link'] })
    t.is(linked.program, real)
    t.is(linked.output.tail, `${real}\n`)
    t.deepEqual(linked.command, ['./link'])
  })

  // What it leaves on record

  test('the evidence has exit code or signal, the end of the output, its size and its hash', async t => {
    const { folder, run } = place(t)
    const outputFolder = join(folder, 'outputs')
    const text = `${'é'.repeat(60_000)}\nend\n`
    const evidence = await run({
      command: node(`process.stdout.write('é'.repeat(60000) + '\\nend\\n', () => process.exit(7))`),
      outputFolder,
    })
    const { output, exit, signal, milliseconds, leftBehind } = evidence
    t.deepEqual([exit, signal, leftBehind], [7, undefined, []])
    t.true(milliseconds > 0)
    t.is(output.bytes, Buffer.byteLength(text))
    t.is(output.sha256, createHash('sha256').update(text).digest('hex'))
    t.true(text.endsWith(output.tail))
    t.true(Buffer.byteLength(output.tail) > 65_530 && Buffer.byteLength(output.tail) <= 65_536)
    t.is(output.file, join(outputFolder, output.sha256))
    t.is(readFileSync(output.file ?? '', 'utf8'), text)
    t.is(statSync(output.file ?? '').mode & 0o777, 0o600)
    t.deepEqual(readdirSync(outputFolder), [output.sha256], 'nothing else is left there')
    const killed = await run({ command: 'kill -KILL $$', shell: true })
    t.deepEqual([killed.exit, killed.signal, killed.endedBy], [undefined, 'SIGKILL', 'exit'])
  })

  test('secrets are removed from the tail, one at its edge too', async t => {
    const { run } = place(t)
    const secret = 'sk-0123456789abcdef'
    const { output } = await run({
      command: node(`process.stdout.write('${secret}' + '.'.repeat(65530) + '${secret}')`),
      withoutSecrets: text => text.replaceAll(secret, '…'),
    })
    t.false(output.tail.includes('abcdef'))
    t.true(output.tail.endsWith('…'))
  })

  test('an output that cannot be kept is said, and the command is not harmed', async t => {
    const { run, script } = place(t)
    const { output, exit } = await run({
      command: ['echo', 'one'],
      outputFolder: join(script('file', ''), 'below'),
    })
    t.deepEqual([exit, output.tail, output.file], [0, 'one\n', undefined])
    t.is(output.fileError, 'ENOTDIR')
  })

  test('output arrives while the command runs', async t => {
    const { run } = place(t)
    const stop = new AbortController()
    const heard: string[] = []
    const { endedBy } = await run({
      command: 'echo out; read never </dev/zero; echo err >&2; exec sleep 1000',
      shell: true,
      signal: stop.signal,
      onOutput(chunk, stream) {
        heard.push(`${stream} ${chunk}`)
        stop.abort()
      },
    })
    t.is(endedBy, 'interrupt')
    t.deepEqual(heard, ['stdout out\n'])
  })

  // Limits

  const endless = `trap '' TERM INT HUP; echo ready; while :; do sleep 1000; done`

  test('a command that ignores SIGTERM is killed after the grace', async t => {
    const { run } = place(t)
    const stop = new AbortController()
    const { endedBy, error, signal, exit } = await run({
      command: endless,
      shell: true,
      signal: stop.signal,
      onOutput: () => stop.abort(),
    })
    t.deepEqual([endedBy, error?.code], ['interrupt', 'INTERRUPTED'])
    t.deepEqual([exit, signal], [undefined, 'SIGKILL'])
  })

  test('a command that ends itself on SIGTERM may say how', async t => {
    const { run } = place(t)
    const { endedBy, error, exit, output } = await run({
      // A shell, for Node may take longer to begin than its time is.
      command: `trap 'echo bye; exit 5' TERM; sleep 1000 & wait`,
      shell: true,
      timeout: 1_500,
      grace: 60_000,
    })
    t.deepEqual([endedBy, error?.code, exit], ['timeout', 'COMMAND_TIMED_OUT', 5])
    t.is(output.tail, 'bye\n')
  })

  test('a stopped command is ended too', async t => {
    const { run } = place(t)
    const { endedBy, signal } = await run({
      command: 'kill -STOP $$',
      shell: true,
      timeout: 300,
      grace: 60_000,
    })
    t.deepEqual([endedBy, signal], ['timeout', 'SIGTERM'])
  })

  test('nothing starts when it was interrupted before', async t => {
    const { folder, run } = place(t)
    const { endedBy, error } = await run({
      command: ['touch', join(folder, 'made')],
      signal: AbortSignal.abort(),
    })
    t.deepEqual([endedBy, error?.code], ['interrupt', 'INTERRUPTED'])
    t.false(readdirSync(folder).includes('made'))
  })

  test('a flood of output is stopped at its limit', async t => {
    const { run } = place(t)
    const { endedBy, error, output } = await run({
      command: `trap '' TERM PIPE; while :; do yes; done`,
      shell: true,
      maxOutput: 1_000_000,
    })
    t.deepEqual([endedBy, error?.code], ['output', 'COMMAND_OUTPUT_LIMIT'])
    t.true(output.bytes > 1_000_000 && output.bytes < 1_200_000)
    t.regex(output.tail, /(?:y\n){1000}/)
  })

  test('a gigabyte of output takes no more memory than a megabyte', async t => {
    const { run } = place(t)
    let most = 0
    let next = 0
    let bytes = 0
    const { output, exit } = await run({
      command: ['head', '-c', String(2 ** 30), '/dev/zero'],
      onOutput(chunk) {
        bytes += chunk.length
        if (bytes < next) return
        next += 2 ** 25
        const { arrayBuffers, heapUsed } = process.memoryUsage()
        most = Math.max(most, arrayBuffers + heapUsed)
      },
    })
    t.deepEqual([exit, output.bytes], [0, 2 ** 30])
    t.true(most < 150e6, `${most} bytes`)
  })

  if (showsProcesses) {
    test('a command that uses more memory than allowed is ended, and the peak is on record', async t => {
      const { run } = place(t)
      const {
        endedBy,
        error,
        peakMemory = 0,
      } = await run({
        command: node('const a = []; setInterval(() => a.push(Buffer.alloc(2e7, 1)), 1)'),
        maxMemory: 300e6,
      })
      t.deepEqual([endedBy, error?.code], ['memory', 'COMMAND_MEMORY_LIMIT'])
      t.true(peakMemory > 300e6)
    })

    test('the peak of the memory is that of the command and not of git-doc', async t => {
      const { run } = place(t)
      const { peakMemory = 0 } = await run({ command: 'exec sleep 2', shell: true })
      t.true(peakMemory > 0 && peakMemory < 20e6, String(peakMemory))
    })
  }

  // Children

  const pidIn = (text: string) => Number(/\d+/.exec(text)?.[0])

  test('children in the group end with the command, however many there are', async t => {
    const { run } = place(t)
    const stop = new AbortController()
    const { endedBy, output } = await run({
      command: 'for i in $(seq 100); do sleep 1000 & echo $!; done; echo ready; wait',
      shell: true,
      signal: stop.signal,
      onOutput: chunk => {
        if (String(chunk).includes('ready')) stop.abort()
      },
    })
    t.is(endedBy, 'interrupt')
    const pids = output.tail.split('\n').filter(line => /^\d+$/.test(line))
    t.is(pids.length, 100)
    await until('all are gone', () => pids.every(pid => !isAlive(Number(pid))))
    t.pass()
  })

  test('a child that outlives its command and keeps the output open is ended', async t => {
    const { run } = place(t)
    const { endedBy, exit, output, leftBehind } = await run({
      command: `sh -c "trap '' TERM; sleep 1000; :" & echo $!; exit 0`,
      shell: true,
    })
    t.deepEqual([endedBy, exit, leftBehind], ['exit', 0, []])
    await until('it is gone', () => !isAlive(pidIn(output.tail)))
  })

  test('a service that a command starts may be left alone', async t => {
    const { run } = place(t)
    const { endedBy, exit, output } = await run({
      command: 'sleep 1000 & echo $!',
      shell: true,
      children: 'leave',
    })
    const pid = pidIn(output.tail)
    t.true(isAlive(pid))
    process.kill(pid, 'SIGKILL')
    t.deepEqual([endedBy, exit], ['exit', 0])
  })

  test('a command that closes its output is waited for', async t => {
    const { folder, run } = place(t)
    const { exit, output } = await run({
      command: node(
        `require('fs').closeSync(1); require('fs').closeSync(2); setTimeout(() => { require('fs').writeFileSync('late', ''); process.exit(6) }, 200)`,
      ),
    })
    t.deepEqual([exit, output.bytes], [6, 0])
    t.true(readdirSync(folder).includes('late'))
  })

  if (showsProcesses) {
    const leaving = `setsid sh -c "trap '' TERM; echo \\$\\$; : > left; while :; do sleep 1000; done" & `
    const whenThereIs = (file: string) => `until [ -e ${file} ]; do sleep 0.02; done`

    test('a child that left the group is found by its mark, after an end and after an interruption', async t => {
      const { run } = place(t)
      const { exit, output, leftBehind } = await run({
        command: `${leaving}${whenThereIs('left')}`,
        shell: true,
      })
      t.is(exit, 0)
      t.true(leftBehind.some(({ pid }) => pid === pidIn(output.tail)))
      t.false(isAlive(pidIn(output.tail)))
      const stop = new AbortController()
      const cut = await run({
        command: `${leaving}wait`,
        shell: true,
        signal: stop.signal,
        onOutput: () => stop.abort(),
      })
      t.true(cut.leftBehind.some(({ pid }) => pid === pidIn(cut.output.tail)))
      t.false(isAlive(pidIn(cut.output.tail)))
    })

    test('a child that begins again in a new session whenever it is asked to end is ended', async t => {
      const { folder, run, script } = place(t)
      const again = script(
        'again',
        '#!/bin/sh\ntrap "setsid ./again & exit" TERM\necho $$ >> pids\nwhile :; do sleep 0.02; done\n',
      )
      const { exit } = await run({
        command: `setsid ${again} & ${whenThereIs('pids')}`,
        shell: true,
      })
      t.is(exit, 0)
      const pids = readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number)
      t.true(pids.length > 1)
      t.deepEqual(pids.filter(isAlive), [])
    })

    test('the children of another process of the same run stay', async t => {
      const { run } = place(t)
      const stop = new AbortController()
      let other = 0
      let begun = () => {}
      const ready = new Promise<void>(resolve => {
        begun = resolve
      })
      const longer = run({
        command: `${leaving}wait`,
        shell: true,
        signal: stop.signal,
        onOutput(chunk) {
          other = pidIn(String(chunk))
          begun()
        },
      })
      await ready
      t.deepEqual((await run({ command: ['true'] })).leftBehind, [])
      t.true(isAlive(other))
      stop.abort()
      await longer
      t.false(isAlive(other))
    })

    test('a child that left the group and emptied its environment is not found, and is not waited for', async t => {
      const { run } = place(t)
      const { exit, output, leftBehind } = await run({
        command: `env -i setsid sh -c 'echo $$; : > left; exec sleep 1000' & ${whenThereIs('left')}`,
        shell: true,
      })
      const pid = pidIn(output.tail)
      t.true(isAlive(pid))
      process.kill(pid, 'SIGKILL')
      t.deepEqual([exit, leftBehind], [0, []])
    })
  }

  // After a crash

  test('nothing is ended for a run that left nothing', async t => {
    const processes = open(join(temporaryFolder(t), 'state'))
    t.deepEqual(await processes.endMarked('job/other@manual.1'), [])
  })
}
