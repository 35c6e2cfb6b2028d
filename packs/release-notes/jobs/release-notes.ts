import { useGit, useTemplate } from 'git-doc/composables'
import { defineJob, z } from 'git-doc/define'
import { standing, versionsIn, webAddress } from '../../conventional-commits/commits.ts'
import { groupsOf, peopleOf } from '../groups.ts'

export default defineJob({
  meta: {
    name: 'release-notes',
    description: 'Writes what a version brings, from its commits',
    version: '1.0.0',
    tags: ['release'],
  },
  input: z.object({
    /** A version or its tag; `next` for what is not released. Left out: the newest. */
    version: z.coerce.string().default(''),
    prefix: z.string().default(''),
    prereleases: z.boolean().default(false),
    template: z.string().default('release-notes/notes.njk'),
  }),
  async run({ input, log }) {
    const git = useGit()
    const versions = versionsIn(await git.tags(), input)
    const isNext = input.version === 'next' || versions.length === 0
    const at = isNext
      ? -1
      : versions.findIndex(
          ({ version, tag }) =>
            [version, tag, ''].includes(input.version) || `v${version}` === input.version,
        )
    const own = versions[at]
    if (!isNext && !own) throw new Error(`There is no version ${input.version} among the tags.`)
    const below = versions[at + 1]
    const commits = standing(
      await git.log({
        ...(own && { to: own.commit }),
        ...(below && { from: below.commit }),
        limit: 5000,
      }),
    )
    if (commits.length === 0) return { skipped: 'There are no commits since the last version.' }
    const web = webAddress(await git.config('remote.origin.url'))
    const notes = await useTemplate().render(input.template, {
      title: own?.tag ?? 'Next version',
      day: own?.day ?? '',
      groups: groupsOf(commits, web),
      people: peopleOf(commits),
      compare: web && below ? `${web}/compare/${below.tag}...${own?.tag ?? 'HEAD'}` : '',
    })
    log.info(notes.trim())
    return {
      message: `${own?.tag ?? 'Next version'}: ${commits.length} commits`,
      outputs: { notes: notes.slice(0, 100_000) },
    }
  },
})
