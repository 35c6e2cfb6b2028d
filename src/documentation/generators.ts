/** Generators of documentation, by a file that only their users have. */
const signs: readonly (readonly [name: string, path: RegExp])[] = [
  ['Antora', /^antora(?:-playbook)?\.ya?ml$/],
  ['Astro', /^astro\.config\.\w+$/],
  ['Docusaurus', /^docusaurus\.config\.\w+$/],
  ['Doxygen', /^Doxyfile(?:\.in)?$/i],
  ['Eleventy', /^(?:\.eleventy|eleventy\.config)\.\w+$/],
  ['Hugo', /^hugo\.(?:toml|ya?ml|json)$/],
  ['Jekyll', /^_config\.ya?ml$/],
  ['mdBook', /^book\.toml$/],
  ['MkDocs', /^mkdocs\.ya?ml$/],
  ['Nextra', /^theme\.config\.\w+$/],
  ['Sphinx', /^conf\.py$/],
  ['terraform-docs', /^\.terraform-docs\.ya?ml$/],
  ['TypeDoc', /^typedoc\.(?:json|js|config\.\w+)$/],
  ['VitePress', /^\.vitepress$/],
]

/** Folders in which a site's configuration may lie besides the top. */
const siteFolder = /^(?:(?:docs?|documentation|site|website|www)\/){0,2}(?:source\/)?/i

/** The generators of documentation that a repository uses, by the names of its files. */
export const generatorsIn = (paths: readonly string[]): readonly string[] => {
  const names = new Set(
    paths.flatMap(path => {
      const [first = ''] = path.replace(siteFolder, '').split('/')
      const isFile = path.endsWith(first)
      return isFile || first === '.vitepress' ? [first] : []
    }),
  )
  return signs.filter(([, sign]) => [...names].some(name => sign.test(name))).map(([name]) => name)
}
