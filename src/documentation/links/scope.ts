/** GitHub does not render larger documents, and reading one takes long; in UTF-16 units. */
const largest = 512 * 1024

/** Whether a document is one that GitHub shows as a page. */
export const isPage = (text: string): boolean => text.length <= largest

/** Whether a text begins like the sources of site generators and of Pandoc, which make their own anchors. */
export const hasFrontMatter = (text: string): boolean =>
  /^(?:---[ \t]*\r?\n[\s\S]*?\n---|\+\+\+[ \t]*\r?\n[\s\S]*?\n\+\+\+|% \S)/.test(text)

/** Below a folder with a dot: other tools copy documents there, and show them elsewhere. */
export const isInDotFolder = (path: string): boolean => /(?:^|\/)\.[^/]+\//.test(path)

/**
 * The folders that a site generator makes a site of: links and anchors there follow its rules, not the file tree's.
 * What GitHub shows itself, such as the README at the top, stays GitHub's.
 */
export const sitesOf = (paths: Iterable<string>): ((path: string) => boolean) => {
  const roots = new Set<string>()
  const contents = new Set<string>()
  const configs = new Set<string>()
  for (const path of paths) {
    if (generators.test(path)) roots.add(rootOf(path))
    const [, above] = /^(.*?)(?:^|\/)content\//.exec(path) ?? []
    if (above !== undefined) contents.add(above)
    const [, beside] = /^(.*?)\/?config\.(?:toml|ya?ml|json)$/.exec(path) ?? []
    if (beside !== undefined) configs.add(beside)
  }
  // Hugo's older names for its configuration are anybody's.
  for (const folder of contents) if (configs.has(folder)) roots.add(rootOf(`${folder}/hugo.toml`))
  const folders = [...roots]
  return path =>
    !shownByGitHub.test(path) && folders.some(root => root === '' || path.startsWith(`${root}/`))
}

const generators =
  /(?:^|\/)(?:mkdocs\.ya?ml|zensical\.toml|\.vitepress\/.+|\.vuepress\/.+|docusaurus\.config\.\w+|hugo\.\w+|conf\.py|book\.toml|_config\.ya?ml|astro\.config\.\w+|\.?eleventy(?:\.config)?\.\w+|gatsby-config\.\w+|_sidebar\.md|mint\.json|docfx\.json|antora\.yml|\.gitbook\.ya?ml|theme\.config\.\w+|source\.config\.\w+|next\.config\.\w+|nuxt\.config\.\w+|svelte\.config\.\w+|SUMMARY\.md)$/

const rootOf = (path: string): string => {
  const folder = path.replace(/^\//, '').replace(/\/?\.(?:vitepress|vuepress)\/.*$|\/?[^/]*$/, '')
  // Sources often lie beside the folder that builds them: website/ reads docs/, docs/conf.py reads docs/.
  return /^(?:website|site|www|docs?|documentation)$/i.test(folder) ? '' : folder
}

const shownByGitHub =
  /^(?:readme|contributing|code_of_conduct|security|support|governance|authors|maintainers|changelog)[^/]*$|^(?!(?:.*\/)?(?:docs?|documentation|website|site|www|content|pages)\/).*\/readme\.\w+$/i
