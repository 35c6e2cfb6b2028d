import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleNodeChanged, bundleNodeUnavailable } from '../../errors/bundles.ts'
import type { Registry } from '../../ports/bundles.ts'
import { environment } from '../process/environment.ts'
import { gunzip } from './gunzip.ts'

/** The registry that the person's npm uses. npm fetches the archive and runs nothing of it. */
export const npmRegistry = (): Registry => ({
  async tar({ name, version, integrity }) {
    const label = `${name}@${version}`
    const folder = await mkdtemp(join(tmpdir(), 'git-doc-node-'))
    try {
      await npmPack(label, folder)
      const [file] = (await readdir(folder)).filter(each => each.endsWith('.tgz'))
      if (file === undefined) throw bundleNodeUnavailable(label, 'npm wrote no archive')
      const packed = await readFile(join(folder, file))
      const hash = `sha512-${createHash('sha512').update(packed).digest('base64')}`
      if (hash !== integrity) throw bundleNodeChanged(label)
      return (await gunzip(packed, largest)).bytes
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

/** More than Node with all its headers and documents. */
const largest = 2 ** 30

const npmPack = (label: string, folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    // On Windows, npm is a batch file; nothing of a person's is in these words.
    const child = spawn('npm', ['pack', '--ignore-scripts', '--loglevel=error', label], {
      cwd: folder,
      env: environment() as NodeJS.ProcessEnv,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
      windowsHide: true,
    })
    let said = ''
    child.stderr.on('data', chunk => {
      said = `${said}${chunk}`.slice(0, 4_000)
    })
    child.on('error', cause => reject(bundleNodeUnavailable(label, 'npm cannot be started', cause)))
    child.on('close', code =>
      code === 0
        ? resolve()
        : reject(bundleNodeUnavailable(label, reasonIn(said) ?? `npm ended with ${code}`)),
    )
  })

/** The first words of npm that say more than a code. */
const reasonIn = (text: string): string | undefined =>
  /^npm (?:error|ERR!) (?!code |errno |syscall |A complete )(.+?)\.?$/m.exec(text)?.[1]
