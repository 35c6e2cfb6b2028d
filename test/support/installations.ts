import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Ending, temporaryFolder } from './repository.ts'
import { packageFolder } from './run-command.ts'

const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))

/** What is installed of this package: without what only the library has, which tests do not build. */
const own = {
  ...manifest,
  exports: { './package.json': './package.json' },
  dependencies: { 'classic-level': manifest.dependencies['classic-level'] },
}

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** An installation with the files that count, and little in them. */
export const installed = (t: Ending): string => {
  const modules = join(temporaryFolder(t), 'node_modules')
  write(join(modules, 'git-doc'), {
    'package.json': JSON.stringify(own),
    'dist/cli/git-doc.js': 'console.log(process.argv)\n'.repeat(100),
    'dist/THIRD-PARTY-LICENSES.txt': 'cac 7.1.0 (MIT)\n\nText.\n',
  })
  const prebuilds = ['linux-x64', 'linux-arm64', 'darwin-x64+arm64', 'win32-x64']
  write(join(modules, 'classic-level'), {
    'package.json': '{ "name": "classic-level", "version": "1.0.0", "license": "MIT" }',
    ...Object.fromEntries(prebuilds.map(name => [`prebuilds/${name}/a.node`, name])),
  })
  return join(modules, 'git-doc')
}

/** An installation that works. */
export const working = (t: Ending): string => {
  const modules = join(temporaryFolder(t), 'node_modules')
  const folder = join(modules, 'git-doc')
  write(folder, { 'package.json': JSON.stringify(own) })
  for (const part of ['cli', 'jobs'])
    cpSync(join(packageFolder, 'dist', part), join(folder, 'dist', part), { recursive: true })
  // Some installers put links here.
  symlinkSync(join(packageFolder, 'node_modules/classic-level'), join(modules, 'classic-level'))
  return folder
}
