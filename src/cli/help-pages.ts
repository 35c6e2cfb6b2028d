/** The commands in the order in which people meet them, in groups with a title. */
export const commandGroups: Readonly<Record<string, readonly string[]>> = {
  'Start here': ['check', 'init', 'update', 'enable-hook', 'disable-hook'],
  'See what happened': ['status', 'history', 'why', 'verify', 'egress', 'usage', 'receipts'],
  'Correct it': ['retry', 'revert', 'replay', 'doctor'],
  'Other work on the same engine': [
    'job',
    'template',
    'pack',
    'release',
    'upstream',
    'pipeline',
    'hotspots',
    'bundle',
  ],
  'Settings and upkeep': [
    'config',
    'allow',
    'cache',
    'daemon',
    'export',
    'import',
    'complete',
    'version',
  ],
  'Measure and tune': ['backtest', 'learn'],
}

/** Commands that people can copy, with what they do. */
export const examples: Readonly<
  Record<string, readonly (readonly [line: string, what: string])[]>
> = {
  allow: [
    ['git-doc allow --list', 'see what the repository would run, and what is allowed'],
    ['git-doc allow', 'read it all and allow it in this clone'],
  ],
  backtest: [['git-doc backtest', 'measure on the history of this repository']],
  bundle: [
    ['git-doc bundle create --with-node', 'make an archive that needs neither Node nor a network'],
    ['git-doc bundle verify git-doc_1.0.0_linux_x64.tar.gz', 'check every byte of one'],
  ],
  cache: [
    ['git-doc cache list', 'list the answers that are kept'],
    ['git-doc cache clear --older-than 30d', 'remove the older ones'],
  ],
  check: [
    ['git-doc check', 'find stale links, anchors and names'],
    ['git-doc check --since origin/main', 'report only what a branch adds'],
    ['git-doc check --format github', 'annotate a pull request'],
  ],
  complete: [
    ['git-doc complete bash', 'print the script; for example: source <(git-doc complete bash)'],
  ],
  config: [
    ['git-doc config', 'show every setting and where it comes from'],
    ['git-doc config set llm.provider ollama', 'change one'],
    ['git-doc config unset llm.api_key', 'go back to the default'],
  ],
  daemon: [
    ['git-doc daemon start', 'keep one process that does all the work'],
    ['git-doc daemon unit', 'print a service file for systemd or launchd'],
  ],
  'disable-hook': [['git-doc disable-hook --dry-run', 'show what would be removed']],
  doctor: [
    ['git-doc doctor', 'check everything git-doc needs'],
    ['git-doc doctor --provider', 'see whether the model answers; the call is counted in usage'],
    ['git-doc doctor --repair', 'rebuild a damaged log'],
    ['git-doc doctor --tools --strict', 'fail if a tool that the configuration names is missing'],
  ],
  egress: [['git-doc egress HEAD', 'show what was sent for the last commit']],
  'enable-hook': [
    ['git-doc enable-hook', 'document each commit in the background'],
    ['git-doc enable-hook --by-hand', 'print the lines for husky, lefthook or others'],
  ],
  export: [['git-doc export events.jsonl', 'write the whole log to a file']],
  history: [
    ['git-doc history HEAD', 'show every event of the last commit'],
    ['git-doc history --follow', 'show new events as they happen'],
  ],
  hotspots: [
    ['git-doc hotspots --since 1y', 'rank the files that changed in a year'],
    ['git-doc hotspots --changed origin/main', 'raise those that a branch touches'],
  ],
  import: [['git-doc import events.jsonl', 'read an exported log into an empty one']],
  init: [
    ['git-doc init', 'answer a few questions'],
    ['git-doc init --yes --baseline', 'accept the proposals and skip the history'],
    ['git-doc init --baseline', 'skip the history in a clone that is configured'],
  ],
  job: [
    ['git-doc job create build --hook post-commit', 'write a new job'],
    ['git-doc job list', 'show all jobs and when they last ran'],
    ['git-doc job logs build --follow', 'follow the output of its last run'],
  ],
  learn: [['git-doc learn --write', 'add the proposed mappings to the configuration']],
  pack: [
    ['git-doc pack list', 'show what is installed, and what comes with git-doc'],
    ['git-doc pack install changelog', 'install a pack; nothing of it runs before git-doc allow'],
    ['git-doc pack install', 'install what the lock file has, byte for byte'],
  ],
  pipeline: [
    ['git-doc pipeline init', 'propose a pipeline for this repository'],
    ['git-doc pipeline run ci --evidence out.json', 'run its gates and keep the evidence'],
    ['git-doc pipeline verify out.json', 'check that evidence again'],
    ['git-doc pipeline trends ci', 'how long its runs take, how many pass, which gates are flaky'],
  ],
  receipts: [
    ['git-doc receipts HEAD', 'show the receipts of the last commit'],
    ['git-doc receipts push', 'share them with other clones'],
  ],
  release: [
    ['git-doc release status', 'show every package and what it needs next'],
    ['git-doc release draft prompts/summary --bump minor', 'begin a new version'],
    ['git-doc release verify', 'prove what was in production, from Git alone'],
  ],
  replay: [['git-doc replay', 'compute every view again and compare']],
  retry: [
    ['git-doc retry', 'try everything again that failed'],
    ['git-doc retry --commit HEAD', 'only the last commit'],
  ],
  revert: [['git-doc revert HEAD --dry-run', 'show what would be restored']],
  status: [
    ['git-doc status', 'show what waits, what failed and what was done'],
    ['git-doc status --failed', 'show only what failed'],
    ['git-doc status --short', 'one line: 2 new, 1 waits'],
  ],
  template: [
    ['git-doc template list', 'show all templates and where they write'],
    ['git-doc template render page --data title=Hello --dry-run', 'show what it would change'],
  ],
  update: [
    ['git-doc update --dry-run', 'show the plan and its cost; change nothing'],
    ['git-doc update', 'document the new commits'],
    ['git-doc update --from HEAD~5', 'begin after the fifth commit from the end'],
  ],
  upstream: [
    ['git-doc upstream check', 'look for new versions once, now'],
    ['git-doc upstream check --redeliver', 'have lost webhooks sent again'],
    ['git-doc upstream serve --port 8080', 'receive webhooks'],
  ],
  usage: [['git-doc usage --month 2026-11', 'what models cost in a month']],
  verify: [['git-doc verify', 'check every doc commit against Git']],
  version: [['git-doc version', 'print the version']],
  why: [
    ['git-doc why README.md:12', 'which commit, run and model wrote line 12'],
    ['git-doc why README.md', 'the same for every line'],
  ],
}
