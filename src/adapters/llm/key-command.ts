import { ModelError } from '../../errors/models.ts'
import type { Processes } from '../../ports/processes.ts'
import type { KeyCommand } from './key.ts'

/** Milliseconds. */
const patience = 30_000

/** What password managers and the tools of clouds need to reach their agents and to find their settings. */
const inherit = [
  ...['USER', 'LOGNAME', 'SHELL', 'TZ', 'XDG_*', 'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY'],
  ...['WAYLAND_DISPLAY', 'GNUPGHOME', 'GPG_TTY', 'SSH_AUTH_SOCK', 'PASSWORD_STORE_*', 'OP_*'],
  ...['BW_*', 'VAULT_*', 'AWS_*', 'AZURE_*', 'GOOGLE_*', 'CLOUDSDK_*', 'GH_*', 'GITHUB_TOKEN'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
]

/** Runs key commands in the repository's root, without a shell; the key is the first line that one prints. */
export const keyCommandIn =
  (processes: Processes, root: string): KeyCommand =>
  async ({ name, command, environment = [] }) => {
    const [program = ''] = command
    let printed = ''
    const { endedBy, exit, signal, error } = await processes.run({
      command,
      cwd: root,
      run: `provider/${name}`,
      inherit: [...inherit, ...environment],
      timeout: patience,
      maxOutput: 65_536,
      // An agent that the command started serves the next one too.
      children: 'leave',
      onOutput(chunk, stream) {
        if (stream === 'stdout') printed += Buffer.from(chunk).toString()
      },
    })
    const key = printed.split('\n')[0]?.trim() ?? ''
    if (endedBy === 'exit' && exit === 0 && key !== '') return key
    // Neither its output nor its arguments are repeated: both may hold secrets.
    const why =
      endedBy === 'exit' && exit === 0
        ? 'printed nothing'
        : `failed (${error?.code ?? signal ?? `exit code ${exit}`})`
    throw new ModelError('auth', `The command that prints an API key, ${program}, ${why}.`, {
      hint: error?.hint ?? 'Run the command of api_key_command by hand to see what it says.',
    })
  }
