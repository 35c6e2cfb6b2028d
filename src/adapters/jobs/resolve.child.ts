import { resolve } from 'import-meta-resolve'

/**
 * Says where packages are: for each `[specifier, from]` of its argument an address or null. A process of its own, because what
 * a package.json said is never read again in one.
 */
const wanted = JSON.parse(process.argv[2] ?? '[]') as readonly (readonly [string, string])[]
const found = wanted.map(([specifier, from]) => {
  try {
    return resolve(specifier, from)
  } catch {
    return null
  }
})
process.stdout.write(JSON.stringify(found))
