import { spawn } from 'node:child_process'
import { environment } from './environment.ts'

/** What `npm pack` wrote into a folder, or why it could not. */
export type NpmPacked =
  | { readonly file: string; readonly name: string; readonly version: string }
  | { readonly why: string; readonly cause?: unknown }

/** Fetches the archive of a package with the person's npm, and runs nothing of it. `spec` must be a name, with a version if you like. */
export const npmPack = (spec: string, folder: string): Promise<NpmPacked> =>
  new Promise(resolve => {
    const isWindows = process.platform === 'win32'
    const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error']
    // On Windows, npm is a batch file, which a shell must start.
    const child = spawn('npm', [...args, isWindows ? `"${spec}"` : spec], {
      cwd: folder,
      env: environment() as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows,
      windowsHide: true,
    })
    let out = ''
    let said = ''
    child.stdout.on('data', chunk => {
      out = `${out}${chunk}`.slice(-1_000_000)
    })
    child.stderr.on('data', chunk => {
      said = `${said}${chunk}`.slice(0, 4_000)
    })
    child.on('error', cause => resolve({ why: 'npm cannot be started', cause }))
    child.on('close', code =>
      resolve(
        (code === 0 ? packedIn(out) : undefined) ?? {
          why: reasonIn(said) ?? `npm ended with ${code}`,
        },
      ),
    )
  })

const packedIn = (text: string): NpmPacked | undefined => {
  try {
    const [{ filename, name, version }] = JSON.parse(text)
    return { file: filename.replace(/^@/, '').replace('/', '-'), name, version }
  } catch {
    return undefined
  }
}

/** The first words of npm that say more than a code. */
const reasonIn = (text: string): string | undefined =>
  /^npm (?:error|ERR!) (?!code |errno |syscall |A complete )(.+?)\.?$/m.exec(text)?.[1]
