import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Removes the declarations that no entry of the library leads to: nobody can import them, and they are half of all. */
export const keepReachableTypes = (folder, entries) => {
  const kept = new Set()
  const waiting = entries.map(name => resolve(folder, `${name}.d.ts`))
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (kept.has(file)) continue
    kept.add(file)
    for (const name of importedBy(readFileSync(file, 'utf8')))
      waiting.push(resolve(dirname(file), name.replace(/\.[jt]s$/, '.d.ts')))
  }
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = resolve(folder, name)
    if (existsSync(file) && statSync(file).isFile() && !kept.has(file)) rmSync(file)
  }
  removeEmpty(folder)
}

/** Of `from './a.js'`, `import './a.js'` and `import('./a.js')`. */
const importedBy = text =>
  [...text.matchAll(/(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g)].map(([, name]) => name)

const removeEmpty = folder => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) removeEmpty(path)
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}
