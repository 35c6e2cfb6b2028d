// Writes src/pipelines/code-extensions.json: the endings of files of programming languages, as GitHub's linguist lists them.
//   npm install --no-save linguist-languages && node scripts/code-extensions.js
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = join('node_modules', 'linguist-languages')
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const languages = Object.values(await import(pathToFileURL(join(folder, 'index.js')).href))

/** Endings of some programming language that nearly always mean something else: Markdown, keys, settings of packages. */
const otherwise = new Set(['.asc', '.md', '.pc', '.spec'])

const extensions = languages
  .filter(({ type }) => type === 'programming')
  .flatMap(({ extensions = [] }) => extensions)
  .map(extension => extension.toLowerCase())
  .filter(extension => !otherwise.has(extension))
const source = `https://www.npmjs.com/package/linguist-languages/v/${version}`
const licence = 'MIT License, Copyright (c) GitHub, Inc. and Ika'
const listed = [...new Set(extensions)].sort().map(extension => extension.slice(1))
writeFileSync(
  'src/pipelines/code-extensions.json',
  `${JSON.stringify({ source, licence, extensions: listed.join(' ') }, undefined, 1)}\n`,
)
process.stdout.write(`${listed.length} extensions\n`)
