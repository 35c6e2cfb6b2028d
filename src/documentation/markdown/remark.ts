// Some of the large packages of which the command line and the library share a copy (scripts/build.js).
export { default as remarkFrontmatter } from 'remark-frontmatter'
export { default as remarkGfm } from 'remark-gfm'
export { default as remarkParse } from 'remark-parse'
export { default as remarkStringify } from 'remark-stringify'
export { unified } from 'unified'
