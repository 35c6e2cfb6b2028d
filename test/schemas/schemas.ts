import * as z from 'zod'
import * as bundles from './bundles.ts'
import * as documents from './documents.ts'
import * as jobs from './jobs.ts'
import * as models from './models.ts'
import * as packs from './packs.ts'
import { run } from './parts.ts'
import * as pipelines from './pipelines.ts'
import * as receipts from './receipts.ts'
import * as releases from './releases.ts'
import * as runs from './runs.ts'
import * as setup from './setup.ts'
import * as templates from './templates.ts'
import * as upstream from './upstream.ts'

interface Output {
  readonly title: string
  /** What the command prints: an object, or of `lines` each. */
  readonly schema: z.ZodType
  readonly lines?: true
}

/** What each command prints with `--json`, by the name of its file in docs/schemas. */
export const outputs: Readonly<Record<string, Output>> = {
  allow: {
    title: 'allow --json, allow --list --json and allow --revoke --json',
    schema: z.union([setup.allowed, setup.allowList, setup.revoked]),
  },
  backtest: { title: 'backtest --json', schema: documents.backtest },
  bundle: {
    title: 'bundle create --json and bundle verify --json',
    schema: z.union([bundles.created, bundles.verified]),
  },
  cache: {
    title: 'cache list --json and cache clear --json',
    schema: z.union([models.cacheList, models.cacheCleared]),
  },
  check: { title: 'check --json', schema: documents.check },
  config: {
    title: 'config get --json and config set --json',
    schema: z.union([setup.configGet, setup.configSet]),
  },
  daemon: {
    title: 'daemon start --json, daemon status --json and daemon stop --json',
    schema: setup.daemon,
  },
  job: { title: 'job <verb> --json', schema: jobs.job },
  'disable-hook': { title: 'disable-hook --json', schema: setup.disableHook },
  doctor: {
    title: 'doctor --json, doctor --tools --json and doctor --provider --json',
    schema: z.union([setup.doctor, setup.providerTest]),
  },
  egress: { title: 'egress --json', schema: models.egress },
  'enable-hook': { title: 'enable-hook --json', schema: setup.enableHook },
  error: { title: 'An error of any command with --json', schema: setup.error },
  export: { title: 'A line of export', schema: setup.exported, lines: true },
  history: { title: 'A line of history --json', schema: runs.recorded, lines: true },
  hotspots: { title: 'hotspots --json', schema: documents.hotspots },
  import: { title: 'import --json', schema: setup.imported },
  init: { title: 'init --json', schema: setup.init },
  learn: { title: 'learn --json', schema: documents.learn },
  log: { title: 'A line of --log json, on standard error', schema: setup.log, lines: true },
  pack: { title: 'pack <verb> --json', schema: packs.packs },
  pipeline: { title: 'pipeline <verb> --json', schema: pipelines.pipeline },
  receipts: {
    title:
      'receipts --json, receipts verify --json, receipts fetch --json, receipts write --json and receipts push --json',
    schema: z.union([receipts.list, receipts.verified, receipts.fetched, receipts.written]),
  },
  release: { title: 'release <verb> --json', schema: releases.release },
  request: { title: 'A command with --no-wait --json', schema: setup.request },
  replay: { title: 'replay --json', schema: runs.replay },
  retry: {
    title: 'retry --json and retry --dry-run --json',
    schema: z.union([runs.worked, runs.retryPlan]),
  },
  revert: {
    title: 'revert --json and revert --dry-run --json',
    schema: z.union([runs.reverted, runs.revertPlan, runs.undoPlan]),
  },
  run: {
    title: 'A line of status --all --json and status --failed --json',
    schema: run,
    lines: true,
  },
  status: { title: 'status --json', schema: runs.status },
  template: { title: 'template <verb> --json', schema: templates.templates },
  update: {
    title: 'update --json and update --dry-run --json',
    schema: z.union([runs.worked, runs.updatePlan]),
  },
  upstream: { title: 'upstream <verb> --json', schema: upstream.upstream },
  usage: { title: 'usage --json', schema: models.usage },
  verify: { title: 'verify --json', schema: documents.verify },
  version: { title: 'version --json', schema: setup.version },
  why: { title: 'why --json', schema: documents.why },
}

/**
 * The JSON Schema of an output. A field may be added to what a command prints, so the published schema allows those that it does not
 * know; `strict` allows none.
 */
export const jsonSchema = (name: string, { strict }: { readonly strict: boolean }) => {
  const output = outputs[name]
  if (!output) throw new Error(`There is no schema for "${name}".`)
  const schema = z.toJSONSchema(output.schema, {
    io: strict ? 'output' : 'input',
    reused: 'inline',
    override: ({ jsonSchema: part }) => {
      // The greatest integer that JSON can hold says nothing about a field.
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum
    },
  })
  const { $schema, ...rest } = schema
  return { $schema, title: output.title, ...rest }
}

/** Every published schema as text, by file name: of what is printed, and of the files of packs. */
export const schemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    [
      ...Object.keys(outputs).map(
        name => [`${name}.json`, jsonSchema(name, { strict: false })] as const,
      ),
      ...Object.entries(packs.packFiles).map(
        ([file, schema]) =>
          [
            `file-${file}`,
            { title: file, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) },
          ] as const,
      ),
    ].map(([file, schema]) => [file, `${JSON.stringify(schema, undefined, 2)}\n`]),
  )
