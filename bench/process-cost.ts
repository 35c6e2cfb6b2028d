import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a command costs: processor time of its whole process tree, and the most memory that one of its Node processes held. */
export interface Cost {
  readonly milliseconds: number
  readonly megabytes: number
}

/**
 * Appends the most memory of each Node process to a file when it ends. Not by resourceUsage, where a process begins with
 * what its parent had.
 */
const preload = `process.on('exit', () => {
  const { appendFileSync, readFileSync } = require('node:fs')
  const [, kilobytes] = /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
  appendFileSync(process.env.COST_FILE, kilobytes + '\\n')
})`

/** Runs a Node program and measures it. Linux only: no other system says what the children of a process took. */
export const costOf = (args: readonly string[], cwd: string): Cost => {
  const folder = mkdtempSync(join(tmpdir(), 'git-doc-cost-'))
  const [required, file] = [join(folder, 'preload.cjs'), join(folder, 'memory')]
  writeFileSync(required, preload)
  writeFileSync(file, '')
  try {
    const before = childTicks()
    const { status, stderr } = spawnSync(process.execPath, ['--require', required, ...args], {
      cwd,
      env: { ...process.env, COST_FILE: file, NODE_OPTIONS: `--require ${required}` },
      maxBuffer: 2 ** 30,
    })
    if (status !== 0) throw new Error(`${args.join(' ')}: ${status}, ${stderr}`)
    const kilobytes = readFileSync(file, 'utf8').trim().split('\n').map(Number)
    return {
      milliseconds: (childTicks() - before) * 10,
      megabytes: Math.max(...kilobytes) / 1024,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Hundredths of a second that this process's ended children took, with theirs (proc(5), fields 16 and 17). */
const childTicks = (): number => {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[13]) + Number(fields[14])
}
