import { lstatSync, readFileSync } from 'node:fs'
import { useGit } from 'git-doc/composables'
import { defineJob, z } from 'git-doc/define'
import { hasHeader, isGenerated, licenceIn, withHeader } from '../headers.ts'

export default defineJob({
  meta: {
    name: 'licence-headers',
    description: 'Checks that source files name their licence, and adds the line',
    version: '1.0.0',
    tags: ['legal'],
  },
  timeout: 300,
  repeat: 'safe',
  input: z.object({
    licence: z.string().default(''),
    holder: z.string().default(''),
    files: z.array(z.string()).default(['**/*.{js,ts,py,go,rs}']),
    without: z.array(z.string()).default([]),
    /** Adds what is missing, in one commit. */
    fix: z.boolean().default(false),
  }),
  async run({ input, log }) {
    const git = useGit()
    const paths = (await git.files({ patterns: input.files })).filter(
      path => !input.without.some(part => path.includes(part)),
    )
    const missing = paths.filter(path => {
      const text = textOf(path)
      return text !== undefined && text.trim() !== '' && !hasHeader(text) && !isGenerated(text)
    })
    for (const path of missing) log.info(path)
    const outputs = { files: paths.length, missing: missing.length }
    if (missing.length === 0) return { message: `All ${paths.length} files have a header`, outputs }
    if (!input.fix)
      throw new Error(
        `${missing.length} of ${paths.length} files have no header; --input fix=true adds it`,
      )
    const licence = input.licence || (await ownLicence())
    if (licence === undefined)
      throw new Error('No manifest names the licence; set packs.inputs.licence-headers.licence')
    const files: { path: string; content: string }[] = []
    for (const path of missing) {
      const content = withHeader(path, (await git.show(path)) ?? '', { ...input, licence })
      if (content !== undefined) files.push({ path, content })
    }
    const made = await git.commit({ message: 'chore: add licence headers', files })
    return { message: `${files.length} files got a header`, outputs: { ...outputs, ...made } }
  },
})

/** Links and what is not text have no header. */
const textOf = (path: string): string | undefined => {
  try {
    const { size } = lstatSync(path)
    if (!lstatSync(path).isFile() || size > 2 ** 20) return undefined
    const text = readFileSync(path, 'utf8')
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

const ownLicence = async (): Promise<string | undefined> => {
  for (const path of ['package.json', 'Cargo.toml', 'pyproject.toml']) {
    const found = licenceIn(path, (await useGit().show(path)) ?? '')
    if (found !== undefined) return found
  }
  return undefined
}
