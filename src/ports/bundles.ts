/** As much of a `package.json` as bundles need. */
export interface PackageManifest {
  readonly name: string
  readonly version: string
  readonly license?: string | undefined
  /** The range of Node that it runs on. */
  readonly node?: string | undefined
  /** Programs and entries, as paths in the package. */
  readonly bin: readonly string[]
  readonly entries: readonly string[]
  /** Files and folders that are published. */
  readonly files: readonly string[]
  /** Names of what it needs in production. */
  readonly dependencies: readonly string[]
}

/** An installed package. */
export interface PackageFolder {
  /** The same for one folder, however it was found. */
  readonly id: string
  readonly manifest: PackageManifest
  /** Its files with `/`, sorted: no links, no packages inside it; of one part of it if that is named. */
  files(under?: string): Promise<readonly string[]>
  read(path: string): Promise<Uint8Array>
}

/** The packages that this program runs from. */
export interface Packages {
  own(): Promise<PackageFolder>
  /** What Node would find for the name in a package; undefined if nothing. */
  needed(name: string, by: PackageFolder): Promise<PackageFolder | undefined>
}

/** A package of the registry, pinned by the hash of its archive. */
export interface PinnedPackage {
  readonly name: string
  readonly version: string
  readonly integrity: string
}

export interface Registry {
  /** The package's tar archive, unpacked from gzip. BUNDLE_NODE_UNAVAILABLE, BUNDLE_NODE_CHANGED. */
  tar(wanted: PinnedPackage): Promise<Uint8Array>
}

/** A file of an unpacked bundle; its path begins below the bundle's folder. */
export interface InsideFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly executable: boolean
}

/** How one command inside a bundle ended, and the last that it printed. */
export interface InsideStep {
  readonly command: string
  readonly exit: number
  readonly output: string
}

export interface InsideRun {
  /** The network was cut off. */
  readonly withoutNetwork: boolean
  /** Nothing of this machine's PATH was seen but the programs that are needed. */
  readonly withoutPath: boolean
  readonly steps: readonly InsideStep[]
}
