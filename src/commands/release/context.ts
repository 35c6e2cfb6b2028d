import { secretsIn } from '../../documentation/secrets/rules.ts'
import { headMissing, releasesNotConfigured, roleMissing } from '../../errors/releases.ts'
import type { ReleaseGit } from '../../ports/release-git.ts'
import type { ReleaseSettings, ReleaseVerb } from '../../ports/release-settings.ts'
import type { Services } from '../../ports/services.ts'
import type { FindSecretsIn } from '../../releases/check-input.ts'
import type { Layout } from '../../releases/layout.ts'
import { whyNot } from '../../releases/permission.ts'
import { type Production, readProduction } from '../../releases/production.ts'
import { layoutFrom } from '../../releases/settings-layout.ts'
import type { WorkContext } from '../context.ts'

/** What reading commands on releases need. */
export interface ReleaseReading extends Pick<WorkContext, 'log'> {
  readonly layout: Layout
  readonly settings: ReleaseSettings
  readonly roles: Readonly<Record<string, readonly string[]>>
  readonly repository: Services['repository']
  readonly git: ReleaseGit
  readonly receipts: Services['receipts']
  readonly tags: Pick<Services['git'], 'tag'>
  readonly findSecrets: FindSecretsIn
}

/** What working commands on releases need in addition. */
export interface ReleaseTools extends ReleaseReading, Omit<WorkContext, 'repository'> {}

type Offered = Pick<
  Services,
  'settings' | 'repository' | 'releaseGit' | 'receipts' | 'git' | 'findSecrets'
>

/** RELEASES_NOT_CONFIGURED. */
export const releaseReading = (
  { log }: Pick<WorkContext, 'log'>,
  { settings, repository, releaseGit: git, receipts, git: tags, findSecrets }: Offered,
): ReleaseReading => {
  if (!settings.releases) throw releasesNotConfigured()
  return {
    log,
    layout: layoutFrom(settings.releases.layout),
    settings: settings.releases,
    roles: settings.roles,
    ...{ repository, git, receipts, tags },
    findSecrets: async text => [...secretsIn(text), ...(await findSecrets(text))],
  }
}

/** RELEASES_NOT_CONFIGURED. */
export const releaseTools = (context: WorkContext, services: Offered): ReleaseTools => ({
  ...context,
  ...releaseReading(context, services),
})

/** HEAD with what is in production there. HEAD_MISSING before the first commit. */
export const productionAtHead = async ({
  repository,
  layout,
  git,
}: Pick<ReleaseReading, 'repository' | 'layout' | 'git'>): Promise<
  Production & { readonly ref: string | undefined }
> => {
  const { ref, commit } = await repository.head()
  if (commit === undefined) throw headMissing()
  return { ref, ...(await readProduction(commit, layout, git)) }
}

/** Who asks; Git's identity or what `--by` says. */
export const personOf = async ({
  attribution,
}: Pick<WorkContext, 'attribution'>): Promise<string> => (await attribution()).actor ?? 'somebody'

/** ROLE_MISSING if the person who asks may not do this. */
export const assertRole = (
  verb: ReleaseVerb,
  person: string,
  { roles, settings }: Pick<ReleaseReading, 'roles' | 'settings'>,
): void => {
  const why = whyNot(verb, person, { roles, verbs: settings.roles })
  if (why !== undefined) throw roleMissing(verb, person, why)
}
