import { packagesFolder } from './lay-out.ts'
import { nodePath, type Platform } from './platform.ts'

/** A text file of a bundle. */
export interface Starter {
  readonly path: string
  readonly text: string
  readonly executable: boolean
}

/** What starts git-doc in a bundle, and what a shell reads to find it. `least` is the oldest Node that will do. */
export const starters = (
  platform: Platform,
  { withNode, program, least }: { withNode: boolean; program: string; least: string },
): readonly Starter[] => {
  const path = `${packagesFolder}/git-doc/${program}`
  const node = withNode ? nodePath(platform) : undefined
  return [
    { path: 'bin/git-doc', text: shellStarter(path, node, least), executable: true },
    ...(platform.system === 'win32'
      ? [{ path: 'bin/git-doc.cmd', text: batchStarter(path, node), executable: false }]
      : []),
    { path: 'env.sh', text: shellEnvironment, executable: false },
    { path: 'env.ps1', text: powershellEnvironment, executable: false },
  ]
}

const shellStarter = (
  program: string,
  node: string | undefined,
  least: string,
): string => `#!/bin/sh
# Starts git-doc with ${node ? 'the Node of this bundle' : 'the Node in PATH'}.
self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=\${self%/*}/$link ;;
  esac
done
home=$(CDPATH='' cd -- "\${self%/*}/.." && pwd -P) || exit 1
${
  node
    ? `node=$home/${node}`
    : `node=node
command -v node >/dev/null || {
  echo 'git-doc: This bundle has no Node, and there is none in PATH. Install Node ${least}.' >&2
  exit 127
}`
}
exec "$node" "$home/${program}" "$@"
`

const batchStarter = (program: string, node: string | undefined): string =>
  [
    '@echo off',
    'setlocal',
    `"${node ? `%~dp0..\\${node.replaceAll('/', '\\')}` : 'node'}" "%~dp0..\\${program.replaceAll('/', '\\')}" %*`,
    'exit /b %ERRORLEVEL%',
    '',
  ].join('\r\n')

const shellEnvironment = `# Puts git-doc in PATH. Source it: ". ./env.sh", in the folder of the bundle if the shell is neither bash nor zsh.
if [ -n "\${BASH_VERSION-}" ]; then
  git_doc_file=$BASH_SOURCE
elif [ -n "\${ZSH_VERSION-}" ]; then
  eval 'git_doc_file=\${(%):-%x}'
else
  git_doc_file=./env.sh
fi
case $git_doc_file in
  */*) git_doc_folder=\${git_doc_file%/*} ;;
  *) git_doc_folder=. ;;
esac
if [ -x "$git_doc_folder/bin/git-doc" ]; then
  GIT_DOC_HOME=$(CDPATH='' cd -- "$git_doc_folder" && pwd -P)
  PATH=$GIT_DOC_HOME/bin:$PATH
  export GIT_DOC_HOME PATH
else
  echo 'git-doc: Source env.sh in the folder of the bundle.' >&2
fi
unset git_doc_file git_doc_folder
`

const powershellEnvironment = `# Puts git-doc in PATH. Dot-source it: ". ./env.ps1".
$env:GIT_DOC_HOME = $PSScriptRoot
$env:PATH = (Join-Path $PSScriptRoot 'bin') + [IO.Path]::PathSeparator + $env:PATH
`
