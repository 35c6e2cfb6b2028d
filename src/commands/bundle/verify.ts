import type { Archive } from '../../bundles/entry.ts'
import type { Digests } from '../../bundles/file.ts'
import { type Judgement, judge } from '../../bundles/judge.ts'
import type { Manifest } from '../../bundles/manifest.ts'
import { type Platform, platformName, platforms } from '../../bundles/platform.ts'
import { bundleForOthers } from '../../errors/bundles.ts'
import type { InsideFile, InsideRun } from '../../ports/bundles.ts'

export interface VerifyTools {
  readonly digests: Pick<Digests, 'sha256'>
  /** The platform of this machine; undefined if there are no bundles for it. */
  readonly here: Platform | undefined
  runInside(
    files: Iterable<InsideFile>,
    what: { commands: readonly (readonly string[])[]; programs: readonly string[] },
  ): Promise<InsideRun>
}

export interface VerifiedBundle extends Judgement {
  readonly run?: InsideRun | undefined
}

/** Looks at every byte of a bundle and, if that is wanted and nothing is wrong, runs it. BUNDLE_FOR_OTHERS. */
export const verifyBundle = async (
  archive: Archive,
  { digests, here, runInside }: VerifyTools,
  { run }: { readonly run: boolean },
): Promise<VerifiedBundle> => {
  const judgement = judge(archive, digests)
  const { manifest, fault } = judgement
  if (!run || fault || !manifest) return judgement
  assertHere(manifest, here)
  return {
    ...judgement,
    run: await runInside(unpacked(archive), {
      commands: [['version'], ['doctor', '--tools']],
      // Without Node in the bundle, the machine's is what it is made for.
      programs: ['git', 'sh', 'readlink', ...(manifest.node ? [] : ['node'])],
    }),
  }
}

export const isSound = ({ fault, run }: VerifiedBundle): boolean =>
  fault === undefined && (run?.steps.every(({ exit }) => exit === 0) ?? true)

const assertHere = ({ platform: { os, arch } }: Manifest, here: Platform | undefined): void => {
  const made = platforms.find(each => each.os === os && each.arch === arch)
  if (!made || made !== here) throw bundleForOthers(made ? platformName(made) : `${os}-${arch}`)
}

/** The files without the folder that the archive puts them in. */
function* unpacked({ entries }: Archive): Generator<InsideFile, void, undefined> {
  for (const { path, executable, bytes } of entries)
    yield {
      path: path.slice(path.indexOf('/') + 1),
      bytes: bytes() ?? new Uint8Array(),
      executable,
    }
}
