/** A template as it lies in the repository. */
export interface TemplateFile {
  /** How commands and other templates name it: its path below its folder. */
  readonly name: string
  /** From the root, with slashes. */
  readonly path: string
  readonly content: string
}

/** A template as it is rendered: without its front matter, every line where it was. */
export interface TemplateSource {
  readonly name: string
  readonly path: string
  readonly text: string
}

/** What may be rendered here, and what nobody allowed. */
export interface TemplateSources {
  readonly files: readonly TemplateSource[]
  readonly left: readonly { readonly name: string; readonly path: string }[]
}

/** Finds the templates of a working tree. */
export interface Templates {
  /** Every template, sorted by name; of two with one name the one in the first folder. A folder that is missing has none. */
  find(): Promise<readonly TemplateFile[]>
}

/** What to render: templates with texts of their front matter, all with the same data. */
export interface RenderCall extends TemplateSources {
  readonly wanted: readonly WantedTemplate[]
  readonly data: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
}

export interface WantedTemplate {
  readonly name: string
  /** Texts that may have expressions in them, by name. */
  readonly fields: Readonly<Record<string, string>>
}

export interface Rendered {
  readonly text: string
  readonly fields: Readonly<Record<string, string>>
}

/** The files that templates are written to, by their path from the root. TEMPLATE_TARGET_OUTSIDE for what is not in the repository. */
export interface TargetFiles {
  /** Undefined if there is none. TEMPLATE_TARGET_UNREADABLE if it is no text. */
  read(path: string): Promise<string | undefined>
  /** Writes it completely or not at all. TEMPLATE_TARGET_UNWRITABLE. */
  write(path: string, text: string): Promise<void>
}
