/** A package as a bill of materials names it. */
export interface Material {
  readonly name: string
  readonly version: string
  readonly license?: string | undefined
}

/** What is in a bundle, by how it got there. */
export interface Materials {
  readonly own: Material
  /** Packages that lie in the bundle, with the names of those that each needs. */
  readonly packages: readonly (Material & { readonly needs: readonly Material[] })[]
  /** Packages whose code is a part of git-doc's own files. */
  readonly inside: readonly Material[]
  readonly node?: { readonly version?: string | undefined; readonly sha256: string } | undefined
  readonly created: string
}

/** A bill of materials in the format CycloneDX 1.6, as JSON. The same materials give the same text. */
export const sbomText = (materials: Materials, sha256: (bytes: Uint8Array) => string): string => {
  const { own, packages, inside, node, created } = materials
  const parts = new Map(
    [...inside, ...packages].map(each => [purl(each), component('library', each)]),
  )
  parts.delete(purl(own))
  const components = [
    ...[...parts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, part]) => part),
    ...(node ? [nodeComponent(node)] : []),
  ]
  const root = packages.find(each => purl(each) === purl(own))
  const needs = new Map<string, readonly string[]>([
    ...[...parts.keys()].map(ref => [ref, []] as const),
    ...packages.map(each => [purl(each), each.needs.map(purl)] as const),
    [purl(own), [...(root?.needs ?? []), ...inside].map(purl)],
    ...(node ? ([[nodeRef(node), []]] as const) : []),
  ])
  const bill = {
    metadata: { timestamp: created, component: component('application', own) },
    components,
    dependencies: [...needs]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([ref, dependsOn]) => ({ ref, dependsOn: [...new Set(dependsOn)].sort() })),
  }
  const digest = sha256(new TextEncoder().encode(JSON.stringify(bill)))
  const sealed = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid(digest)}`,
    version: 1,
    ...bill,
  }
  return `${JSON.stringify(sealed, undefined, 2)}\n`
}

/** The packages that a list of licenses names, as `scripts/license-notices.js` writes it. */
export const materialsOf = (notices: string): readonly Material[] =>
  notices.split('\n').flatMap(line => {
    const [, name, version, license] =
      /^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+[\w.+-]*) \(([^()]+|.*\(.*\).*)\)$/.exec(line) ?? []
    return name && version ? [{ name, version, license }] : []
  })

const component = (type: 'application' | 'library', { name, version, license }: Material) => {
  const [scope, rest] = name.startsWith('@') ? name.split('/') : []
  return {
    type,
    'bom-ref': purl({ name, version }),
    ...(scope && { group: scope }),
    name: rest ?? name,
    version,
    ...(license && { licenses: [licenseOf(license)] }),
    purl: purl({ name, version }),
  }
}

const nodeComponent = (node: NonNullable<Materials['node']>) => ({
  type: 'platform',
  'bom-ref': nodeRef(node),
  name: 'node',
  ...(node.version && { version: node.version }),
  hashes: [{ alg: 'SHA-256', content: node.sha256 }],
  licenses: [licenseOf('MIT')],
  ...(node.version && { purl: nodeRef(node) }),
})

const nodeRef = ({ version }: NonNullable<Materials['node']>): string =>
  version ? `pkg:generic/node@${version}` : 'pkg:generic/node'

/** An expression if it looks like one, else the words of the package. */
const licenseOf = (license: string) =>
  /^\(?[\w.+-]+(?: (?:AND|OR|WITH) \(?[\w.+-]+\)?)*\)?$/.test(license) && license !== 'UNLICENSED'
    ? { expression: license }
    : { license: { name: license } }

const purl = ({ name, version }: Material): string =>
  `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`

/** Version 8: made from a hash. */
const uuid = (digest: string): string =>
  [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `a${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-')
