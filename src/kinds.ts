import { kindsOf } from './engine/define-kind.ts'
import type { Kinds } from './engine/kind.ts'
import { activation } from './kinds/activation/kind.ts'
import { alert } from './kinds/alert.ts'
import { branch } from './kinds/branch.ts'
import { cache } from './kinds/cache.ts'
import { commit } from './kinds/commit/kind.ts'
import { job } from './kinds/job/kind.ts'
import { packageKind } from './kinds/package/kind.ts'
import { pipeline } from './kinds/pipeline/kind.ts'
import { provider } from './kinds/provider/kind.ts'
import { release } from './kinds/release/kind.ts'
import { source } from './kinds/source.ts'
import { trigger } from './kinds/trigger.ts'
import { upstream } from './kinds/upstream/kind.ts'

/** Every kind of run that this git-doc knows. */
export const kinds: Kinds = kindsOf([
  commit,
  job,
  release,
  activation,
  branch,
  cache,
  provider,
  trigger,
  alert,
  packageKind,
  upstream,
  source,
  pipeline,
])
