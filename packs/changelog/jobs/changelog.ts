import { useGit } from 'git-doc/composables'
import { defineJob, z } from 'git-doc/define'
import {
  changeOf,
  standing,
  type Version,
  versionsIn,
  webAddress,
} from '../../conventional-commits/commits.ts'
import { kept, type Release } from '../keep.ts'

export default defineJob({
  meta: {
    name: 'changelog',
    description: 'Keeps CHANGELOG.md from conventional commits',
    version: '1.0.0',
    tags: ['release'],
  },
  input: z.object({
    file: z.string().default('CHANGELOG.md'),
    prefix: z.string().default(''),
    prereleases: z.boolean().default(false),
    versions: z.number().default(20),
    commit: z.boolean().default(true),
  }),
  // It leads to the same file however often it runs.
  repeat: 'safe',
  async run({ input, log }) {
    const git = useGit()
    const versions = versionsIn(await git.tags(), input)
    const web = webAddress(await git.config('remote.origin.url'))
    const before = await git.show(input.file)
    const { releases, seen, read } = await releasesOf(versions, before ?? '', input.versions)
    log.info(`${read} of ${seen} commits are conventional`)
    if (read === 0 && seen > 0) return { skipped: `None of ${seen} commits is conventional.` }
    const content = kept(before, releases, web)
    if (content === undefined) return { skipped: `No version in ${input.file} is a tag here.` }
    if (!input.commit) {
      log.info(content)
      return { message: `${input.file} printed`, outputs: { read, seen } }
    }
    const made = await git.commit({
      message: `docs: update ${input.file}`,
      files: [{ path: input.file, content }],
    })
    if ('unchanged' in made) return { skipped: `${input.file} says it already.` }
    return { message: `${input.file} updated`, outputs: { read, seen, ...made } }
  },
})

/** What is not released yet, then each version down to the newest that the file has. */
const releasesOf = async (versions: readonly Version[], before: string, most: number) => {
  const releases: Release[] = []
  let [seen, read] = [0, 0]
  for (const [at, version] of [undefined, ...versions].slice(0, most + 1).entries()) {
    const isKnown = version !== undefined && hasVersion(before, version.version)
    const from = versions[at]?.commit
    const range = { ...(version && { to: version.commit }), ...(from !== undefined && { from }) }
    const commits = isKnown ? [] : await useGit().log({ ...range, limit: 5000 })
    const changes = standing(commits).flatMap(each => changeOf(each) ?? [])
    seen += commits.length
    read += changes.length
    releases.push({ version, changes })
    if (isKnown) break
  }
  return { releases, seen, read }
}

const hasVersion = (text: string, version: string): boolean =>
  text.split('\n').some(line => line.replace(/^##\s+\[?v?/, '').split(/[\s\]]/)[0] === version)
