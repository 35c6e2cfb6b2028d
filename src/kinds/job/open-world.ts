import { type Receipt, readReceipt } from '../../events/receipt.ts'
import type { Services } from '../../ports/services.ts'
import { openCatalog } from './catalog.ts'
import { packsHere } from './packs.ts'
import type { World } from './world.ts'

/** The world of jobs, made of what the outside offers. */
export const openWorld = async (services: Services): Promise<World> => {
  const { repository, settings, log, signal, publisher, processes, trust, jobs, git, templates } =
    services
  const { redact, pause, inTurn, outputFolder, live } = services
  const { dirs: folders } = settings.jobs
  return {
    signal,
    jobs,
    repository,
    git,
    publisher,
    templates,
    trust,
    log,
    catalog: () =>
      openCatalog({
        jobs,
        trust,
        folders,
        packs: () => packsHere(services.packFolders, settings.packs.inputs),
        signal,
      }),
    configuration: { jobs: settings.jobs, templates: settings.templates, packs: settings.packs },
    concurrency: settings.engine.concurrency,
    outputFolder,
    live,
    model: () => services.openModels().model,
    redact,
    receipts: (commit, named) => receiptsOn(commit, named, services),
    // The first event of a log is in no other clone's.
    claim: async run => git.claim(run, await log.chain(1)),
    pause,
    inTurn,
    announceHooks: services.announceHooks,
    endLeftovers: async run => void (await processes.endMarked(run)),
  }
}

/** The receipts on a commit that this version can read, of all clones. */
const receiptsOn = async (
  commit: string,
  named: string | undefined,
  { receipts, repository }: Pick<Services, 'receipts' | 'repository'>,
): Promise<readonly Receipt[]> => {
  const found: Receipt[] = []
  for await (const { lines } of receipts.notes([await repository.resolve(commit)]))
    found.push(...lines.flatMap(line => readReceipt(line) ?? []))
  return named === undefined ? found : found.filter(({ facts }) => facts?.job === named)
}
