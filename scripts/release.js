// `npm run build && node scripts/release.js [folder]` makes everything a release consists of, and publishes nothing: a bundle
// for each platform with Node inside, the npm package, the bill of materials, checksums, notes, a Homebrew formula and a Scoop
// manifest. The same commit gives the same bytes. It refuses a version that the changelog does not know.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = resolve(process.argv[2] ?? join(source, 'release'))
const { version, description, license, homepage, repository } = JSON.parse(
  readFileSync(join(source, 'package.json'), 'utf8'),
)
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64']
const archiveOf = platform => {
  const [os, cpu] = platform.split('-')
  return `git-doc_${version}_${os}_${cpu}.${os === 'windows' ? 'zip' : 'tar.gz'}`
}
const run = (command, ...args) => execFileSync(command, args, { cwd: source }).toString()
const gitDoc = (...args) => run(process.execPath, join('dist', 'cli', 'git-doc.js'), ...args)
const sha256 = name =>
  createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex')
const write = (name, text) => writeFileSync(join(folder, name), text)

/** What the changelog says of this version: from its heading to the next. */
const notes = () => {
  const lines = readFileSync(join(source, 'CHANGELOG.md'), 'utf8').split('\n')
  const isHeading = (line, name) => line.startsWith(`## ${name}`) || line.startsWith(`## [${name}]`)
  const start = lines.findIndex(line => isHeading(line, version))
  if (start < 0)
    throw new Error(
      `CHANGELOG.md has no heading "## ${version}". Rename "## Unreleased" to it, with the date.`,
    )
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '))
  return `${lines
    .slice(start + 1, end < 0 ? undefined : end)
    .join('\n')
    .trim()}\n`
}

const addressOf = name =>
  `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/releases/download/v${version}/${name}`

const formula = () => {
  const part = platform => {
    const name = archiveOf(platform)
    return `      url "${addressOf(name)}"\n      sha256 "${sha256(name)}"`
  }
  const system = (os, arm, intel) =>
    `  on_${os} do\n    on_arm do\n${part(arm)}\n    end\n    on_intel do\n${part(intel)}\n    end\n  end`
  return `class GitDoc < Formula
  desc "${description.replace(/\.$/, '')}"
  homepage "${homepage}"
  version "${version}"
  license "${license}"

${system('macos', 'darwin-arm64', 'darwin-x64')}
${system('linux', 'linux-arm64', 'linux-x64')}

  def install
    libexec.install Dir["*"]
    bin.install_symlink libexec/"bin/git-doc"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/git-doc version")
  end
end
`
}

const scoop = () => {
  const name = archiveOf('windows-x64')
  const manifest = {
    version,
    description,
    homepage,
    license,
    architecture: { '64bit': { url: addressOf(name), hash: sha256(name) } },
    extract_dir: name.replace(/\.zip$/, ''),
    bin: 'bin\\git-doc.cmd',
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const text = notes()
for (const platform of platforms)
  gitDoc('bundle', 'create', '--with-node', '--platform', platform, '--output', folder)
for (const platform of platforms) gitDoc('bundle', 'verify', join(folder, archiveOf(platform)))
run('npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder)
write('notes.md', text)
write('git-doc.rb', formula())
write('git-doc.json', scoop())
const files = readdirSync(folder).sort()
write('checksums.txt', files.map(name => `${sha256(name)}  ${name}\n`).join(''))
process.stdout.write(readFileSync(join(folder, 'checksums.txt')))
