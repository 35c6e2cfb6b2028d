import { digests } from '../../src/app/read-bundle.ts'
import { archiveParts } from '../../src/bundles/archive.ts'
import type { BundleFile } from '../../src/bundles/file.ts'
import { type Manifest, manifestOf, textFile, withManifest } from '../../src/bundles/manifest.ts'
import type { Format } from '../../src/bundles/platform.ts'
import { bundleTime } from '../../src/bundles/time.ts'

export const time = bundleTime('2026-01-31T12:30:10Z')

/** The files of a small bundle with a manifest: texts, bytes, a program, an empty file and a long path. */
export const smallBundle = (): readonly BundleFile[] => {
  const files = [
    textFile('bin/git-doc', '#!/bin/sh\necho "$@"\n', true),
    textFile(`lib/${'long-name/'.repeat(12)}é.txt`, 'A file with a long path.\n'),
    textFile('lib/empty', ''),
    {
      path: 'lib/bytes',
      bytes: Uint8Array.from({ length: 3_000 }, (_, at) => (at * at) % 251),
      executable: false,
    },
    textFile('lib/block', 'x'.repeat(512)),
  ]
  return withManifest(files, manifestFor(files), digests)
}

export const manifestFor = (files: readonly BundleFile[]): Manifest =>
  manifestOf(
    {
      version: '1.2.3',
      platform: { os: 'linux', arch: 'x64' },
      packages: [],
      prepared: [],
      warnings: [],
    },
    files,
    time,
    digests,
  )

export const folder = 'git-doc_1.2.3_linux_x64'

export const archiveOf = (files: readonly BundleFile[], format: Format): Buffer =>
  Buffer.concat([...archiveParts(files, { format, folder, time }, digests)])
