import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { type Answer, cliPath, shell } from '../support/run-command.ts'
import { assertSound } from './invariants.ts'
import { type Copy, copyOf, type Story } from './story.ts'

/** A copy of a story with the built command line beside it. */
export interface Faulty extends Copy {
  readonly state: string
  run(command: string, environment?: Readonly<Record<string, string>>): Promise<Answer>
}

export const faulty = (t: ExecutionContext, told: Story, folder?: string): Faulty => {
  const copy = folder === undefined ? copyOf(t, told) : copyOf(t, told, folder)
  const bin = join(dirname(copy.path), 'bin')
  mkdirSync(bin)
  symlinkSync(cliPath, join(bin, 'git-doc'))
  return {
    ...copy,
    state: join(copy.path, '.git', 'git-doc'),
    run: (command, environment) => shell(command, copy.path, environment),
  }
}

/** An error as it must be: an exit code, a stable code in the JSON, and nothing of the program's insides. */
export const assertTold = (
  t: ExecutionContext,
  answer: Answer,
  exit: number,
  codes: readonly string[],
): void => {
  t.is(answer.code, exit, answer.stderr + answer.stdout)
  t.true(codes.includes(JSON.parse(answer.stdout).error?.code), answer.stdout)
  assertNoStack(t, answer)
}

export const assertNoStack = (t: ExecutionContext, { stdout, stderr }: Answer): void => {
  t.notRegex(stderr + stdout, /\n\s+at .*:\d+|bug in git-doc|INTERNAL/)
}

/** The fault is over: an update, and a retry of what failed, end right. */
export const assertHeals = async (t: ExecutionContext, copy: Faulty): Promise<void> => {
  const answers: Answer[] = []
  for (const verb of ['update', 'retry', 'update']) answers.push(await copy.run(`git-doc ${verb}`))
  t.is(answers.at(-1)?.code, 0, answers.map(({ stdout, stderr }) => stdout + stderr).join('\n'))
  await assertSound(copy, 0)
}

/** Mounts something until the test ends or `end` is called; undefined where this machine allows no mounts. */
export const mounted = (
  t: ExecutionContext,
  folder: string,
  ...calls: readonly (readonly string[])[]
): { end(): void } | undefined => {
  let open = false
  const end = () => {
    if (open) execFileSync('umount', ['--lazy', folder])
    open = false
  }
  t.teardown(end)
  try {
    for (const args of calls) {
      execFileSync('mount', [...args], { stdio: 'ignore' })
      open = true
    }
    return { end }
  } catch {
    end()
    return undefined
  }
}

/** A folder nobody may write into until `end`: for root, whom permissions do not bind, a mount. */
export const readOnly = (t: ExecutionContext, folder: string): { end(): void } | undefined => {
  if (process.getuid?.() === 0) {
    return mounted(t, folder, ['--bind', folder, folder], ['-o', 'remount,ro,bind', folder, folder])
  }
  chmodSync(folder, 0o500)
  const end = () => chmodSync(folder, 0o700)
  t.teardown(end)
  return { end }
}

/** A `git` that comes first in PATH, counts its calls in a file, and does something else at the one that is named. */
export const countingGit = (copy: Faulty, deed: string): { calls: string } => {
  const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim()
  const folder = dirname(copy.path)
  const calls = join(folder, 'calls')
  writeFileSync(calls, '')
  writeFileSync(
    join(folder, 'bin', 'git'),
    `#!/bin/sh\necho "$*" >> "${calls}"\nif [ "$(wc -l < "${calls}")" = "$FAIL_AT" ]; then\n  ${deed}\nfi\nexec "${real}" "$@"\n`,
    { mode: 0o755 },
  )
  return { calls }
}
