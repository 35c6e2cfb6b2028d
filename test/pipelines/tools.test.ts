import test from 'ava'
import { changelogSections, hasEntries } from '../../src/pipelines/changelog.ts'
import { isInRange, versionIn } from '../../src/pipelines/tool-version.ts'

/** What programs print when they are asked for their version, as they really do. */
const printed: readonly (readonly [text: string, version: string | undefined])[] = [
  ['git version 2.39.5\n', '2.39.5'],
  ['git version 2.39.3 (Apple Git-146)\n', '2.39.3'],
  ['git version 2.43.0.windows.1\n', '2.43.0'],
  ['v22.12.0\n', '22.12.0'],
  ['go version go1.22.1 linux/amd64\n', '1.22.1'],
  ['go version go1.22 linux/amd64\n', '1.22.0'],
  ['Python 3.11.2\n', '3.11.2'],
  ['Python 3.13.0rc2\n', '3.13.0'],
  ['gcc (Debian 12.2.0-14) 12.2.0\nCopyright (C) 2022\n', '12.2.0'],
  ['g++ (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0\n', '11.4.0'],
  ['openjdk version "1.8.0_392"\nOpenJDK Runtime Environment (build 1.8.0_392-b08)\n', '1.8.0'],
  ['openjdk 21 2023-09-19\nOpenJDK Runtime Environment (build 21+35-2513)\n', '21.0.0'],
  ['ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\n', '3.1.2'],
  ['\nThis is perl 5, version 36, subversion 0 (v5.36.0) built for x86_64-linux\n', '5.36.0'],
  ['ShellCheck - shell script analysis tool\nversion: 0.9.0\nlicense: GNU\n', '0.9.0'],
  ['GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n', '5.2.15'],
  ['jq-1.6\n', '1.6.0'],
  ['yq (https://github.com/mikefarah/yq/) version v4.35.1\n', '4.35.1'],
  ['Docker version 24.0.5, build ced0996\n', '24.0.5'],
  ['aws-cli/2.13.0 Python/3.11.4 Linux/5.15 exe/x86_64\n', '2.13.0'],
  ['UnZip 6.00 of 20 April 2009, by Debian.\n', '6.0.0'],
  ['7-Zip (a) 23.01 (x64) : Copyright (c) 1999-2023 Igor Pavlov\n', '23.1.0'],
  ['Google Chrome 120.0.6099.109\n', '120.0.6099'],
  ['hugo v0.111.3+extended linux/amd64\n', '0.111.3'],
  ['psql (PostgreSQL) 15.5 (Debian 15.5-0+deb12u1)\n', '15.5.0'],
  ['rustc 1.76.0-nightly (79e9716c9 2023-11-13)\n', '1.76.0-nightly'],
  ['tool 2.0.0-rc.1\n', '2.0.0-rc.1'],
  ['less 590 (GNU regular expressions)\n', '590.0.0'],
  [
    '\u001b[1mApache Maven 3.8.7\u001b[m\nMaven home: /usr/share/maven\nJava version: 17.0.9\n',
    '3.8.7',
  ],
  ['ffmpeg version 5.1.4-0+deb12u1 Copyright (c) 2000-2023\r\n', '5.1.4'],
  ['\n------------------------------\nGradle 8.4\n------------------------------\n', '8.4.0'],
  ['built from source, no number\n', undefined],
  ['', undefined],
]
for (const [text, version] of printed)
  test(`the version in ${JSON.stringify(text.slice(0, 60))} is ${version}`, t => {
    t.is(versionIn(text), version)
  })

test('a number that semver cannot hold is no version', t => {
  t.is(versionIn('99999999999999999999.1.2'), undefined)
})

test('a version is in a range as npm reads it, and what comes before a release counts as it', t => {
  t.true(isInRange('3.25.1', '>=3.20'))
  t.false(isInRange('3.18.4', '>=3.20'))
  t.true(isInRange('1.76.0-nightly', '^1.70'))
  t.false(isInRange('2.0.0-rc.1', '^1.70'))
  t.true(isInRange('22.1.0', '20 || >=22 <24'))
})

test('a section with nothing but headings, links and comments has no entries', t => {
  const sections = changelogSections(
    '# Changelog\n\n## [1.2.0] - 2026-11-01\n\n### Added\n\n- \n<!-- soon:\n- more -->\n[1.2.0]: https://example.org\n\n## 1.1.0\n\nOne sentence.\n',
  )
  t.deepEqual(sections.map(hasEntries), [false, true])
})
