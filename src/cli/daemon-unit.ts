import { basename } from 'node:path'

interface UnitOptions {
  readonly platform: string
  /** Absolute paths: of Node, of git-doc's program, and of the folder to work in. */
  readonly node: string
  readonly program: string
  readonly cwd: string
}

/** The text of a service that starts the daemon with the session: launchd's on macOS, otherwise systemd's. */
export const unitText = (options: UnitOptions): string =>
  options.platform === 'darwin' ? launchd(options) : systemd(options)

const systemd = ({
  node,
  program,
  cwd,
}: UnitOptions): string => `# Save as ~/.config/systemd/user/git-doc-${slug(cwd)}.service, then run:
# systemctl --user daemon-reload && systemctl --user enable --now git-doc-${slug(cwd)}
[Unit]
Description=git-doc in ${percent(cwd)}

[Service]
WorkingDirectory=${percent(cwd)}
ExecStart=${[node, program].map(word => `"${escaped(percent(word))}"`).join(' ')} daemon start --foreground
Restart=on-failure
RestartSec=5

[Install]
WantedBy=default.target
`

/** In a unit, % begins a specifier. */
const percent = (text: string): string => text.replaceAll('%', '%%')
const escaped = (text: string): string => text.replace(/["\\]/g, '\\$&').replaceAll('$', '$$$$')

const launchd = ({
  node,
  program,
  cwd,
}: UnitOptions): string => `<?xml version="1.0" encoding="UTF-8"?>
<!-- Save as ~/Library/LaunchAgents/git-doc.${slug(cwd)}.plist, then run:
     launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/git-doc.${slug(cwd)}.plist -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>git-doc.${slug(cwd)}</string>
  <key>WorkingDirectory</key>
  <string>${xml(cwd)}</string>
  <key>ProgramArguments</key>
  <array>
${[node, program, 'daemon', 'start', '--foreground'].map(word => `    <string>${xml(word)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
</dict>
</plist>
`

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A name for a file that is made of the repository's. */
const slug = (cwd: string): string => basename(cwd).replace(/[^\w-]+/g, '-')
