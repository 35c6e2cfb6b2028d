import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The notices of every package that esbuild put into a bundle, as their licenses ask for. Throws for one without a license. */
export const licenseNotices = metafiles => {
  const folders = new Set(
    metafiles.flatMap(({ inputs }) => Object.keys(inputs)).flatMap(input => folderOf(input) ?? []),
  )
  const packagesOf = new Map()
  for (const folder of [...folders].sort()) {
    const { name, version, author, ...manifest } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    // The older spelling of the field.
    const license = manifest.license ?? manifest.licenses?.map(({ type }) => type).join(' OR ')
    if (!license) throw new Error(`${name} names no license.`)
    const file = readdirSync(folder).find(each => /^(licen[cs]e|copying)/i.test(each))
    const text = file
      ? readFileSync(join(folder, file), 'utf8').trim()
      : `By ${author?.name ?? author ?? 'its authors'}. License: ${license}.`
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version} (${license})`])
  }
  // Packages of one author often have the same text.
  const notices = [...packagesOf].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
  return `git-doc contains code of these packages.\n\n${notices.join(`\n${'-'.repeat(72)}\n\n`)}`
}

/** The package that a file belongs to; undefined for our own. */
const folderOf = input => {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []
  return folder && existsSync(join(folder, 'package.json')) ? folder : undefined
}
