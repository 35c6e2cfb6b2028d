import { resolve } from 'node:path'
import { checkBundle, makeBundle, platformHere, type WrittenBundle } from '../app/bundles.ts'
import { type Platform, platformName, platformNamed, platforms } from '../bundles/platform.ts'
import { isSound, type VerifiedBundle } from '../commands/bundle/verify.ts'
import { wrongUsage } from '../errors/usage.ts'
import { exitCode } from './exit-code.ts'
import type { GlobalOptions, Terminal } from './terminal.ts'

interface BundleFlags extends GlobalOptions {
  readonly platform?: string
  readonly withNode?: boolean
  readonly node?: string
  readonly output?: string
  readonly run?: boolean
}

/** `bundle create` and `bundle verify <archive>`. */
export const bundle = async (
  verb: string | undefined,
  archive: string | undefined,
  flags: BundleFlags,
  terminal: Terminal,
): Promise<number> => {
  if (verb === 'create' && archive === undefined) return await created(flags, terminal)
  if (verb === 'verify' && archive !== undefined) return await verified(archive, flags, terminal)
  throw wrongUsage('bundle takes create, or verify and an archive.')
}

const created = async (flags: BundleFlags, terminal: Terminal): Promise<number> => {
  if (flags.run) throw wrongUsage('--run belongs to "bundle verify".')
  const inPlace = (path: string) => resolve(terminal.place.cwd, path)
  const written = await makeBundle({
    platform: wantedPlatform(flags.platform),
    node: flags.node ? { file: inPlace(`${flags.node}`) } : flags.withNode ? 'npm' : undefined,
    output: inPlace(`${flags.output ?? '.'}`),
  })
  for (const warning of written.manifest.warnings) terminal.log(warning, { level: 'warning' })
  if (terminal.json) terminal.print(JSON.stringify(createdJson(written), undefined, 2))
  else for (const line of createdLines(written)) terminal.print(line)
  return exitCode.done
}

const wantedPlatform = (name: string | undefined): Platform => {
  const platform = name === undefined ? platformHere() : platformNamed(`${name}`)
  if (platform) return platform
  throw wrongUsage(
    name === undefined
      ? 'There are no bundles for this system.'
      : `There is no platform "${name}".`,
    `--platform takes ${platforms.map(platformName).join(', ')}.`,
  )
}

const createdJson = ({ file, bytes, sha256, manifest }: WrittenBundle) => ({
  schema: 1,
  archive: file,
  bytes,
  sha256,
  ...told(manifest),
  prepared: manifest.prepared,
  warnings: manifest.warnings,
})

const createdLines = ({ file, bytes, sha256, manifest }: WrittenBundle): readonly string[] => {
  const { files, size } = told(manifest)
  return [
    file,
    `${files} files, ${megabytes(size)} MB, packed ${megabytes(bytes)} MB`,
    ...manifest.prepared,
    `sha256 ${sha256}`,
  ]
}

const told = ({ version, platform: { os, arch }, node, files }: WrittenBundle['manifest']) => ({
  version,
  platform: `${os}-${arch}`,
  ...(node && { node: node.version ?? 'unknown' }),
  files: files.length,
  size: files.reduce((sum, each) => sum + each.size, 0),
})

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1)

const verified = async (
  archive: string,
  flags: BundleFlags,
  terminal: Terminal,
): Promise<number> => {
  for (const name of ['platform', 'withNode', 'node', 'output'] as const)
    if (flags[name] !== undefined)
      throw wrongUsage(`--${name === 'withNode' ? 'with-node' : name} belongs to "bundle create".`)
  const file = resolve(terminal.place.cwd, archive)
  const found = await checkBundle(file, { run: flags.run ?? false })
  const sound = isSound(found)
  if (terminal.json) {
    const { manifest, fault, run } = found
    const json = { schema: 1, archive: file, sound, ...(manifest && told(manifest)), fault, run }
    terminal.print(JSON.stringify(json, undefined, 2))
  } else for (const line of verifiedLines(found, terminal)) terminal.print(line)
  return sound ? exitCode.done : exitCode.failed
}

const verifiedLines = (
  { manifest, fault, run }: VerifiedBundle,
  { quiet, colors }: Terminal,
): readonly string[] => {
  if (fault) {
    const { kind, file, why } = fault
    return [
      colors.red(file === undefined ? `${kind}: ${why}` : `${kind}: ${printable(file)}: ${why}`),
    ]
  }
  if (!manifest) return []
  const { version, platform, files } = told(manifest)
  return [
    ...(quiet
      ? []
      : [`git-doc ${version} for ${platform}: ${files} files, all as they were bundled.`]),
    ...(run?.steps.flatMap(({ command, exit, output }) => [
      `${command}: ${exit === 0 ? 'done' : `exit code ${exit}`}`,
      ...(quiet && exit === 0
        ? []
        : output
            .trimEnd()
            .split('\n')
            .map(line => `  ${line}`)),
    ]) ?? []),
    ...(run && !run.withoutNetwork
      ? ['The network was there: this system does not let git-doc cut it off.']
      : []),
    ...(run && !run.withoutPath ? ["The machine's own PATH was there."] : []),
  ]
}

/** A name from an archive that may be hostile, without what a terminal would obey. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, '?')
