/**
 * The hook itself, for sh: notes in the inbox what happened and wakes git-doc in the background. It starts no Git and no
 * Node that anyone waits for, prints nothing, and ends with 0 whatever happens.
 */
export const hookScript = `#!/bin/sh
# git-doc: notes what happened and wakes git-doc in the background. "git-doc disable-hook" takes it away.
# Usage: hook.sh <hook> [Git's arguments]
exec >/dev/null 2>&1
[ -n "\${GIT_DOC_ACTIVE-}\${GIT_DOC_SKIP-}" ] && exit 0
umask 077
hook=$1
[ $# -gt 0 ] && shift
git=\${GIT_DIR:-.git}
[ -d "$git" ] || git=$(git rev-parse --git-dir) || exit 0
common=$git
if [ -f "$git/commondir" ]; then
  IFS= read -r common <"$git/commondir"
  case $common in /* | [A-Za-z]:*) ;; *) common=$git/$common ;; esac
fi
[ -r "$common/git-doc/launch" ] || exit 0
node= cli= state= config= signals=
. "$common/git-doc/launch"
: "\${state:=$common/git-doc}"
# What was taken away must not leave notes that nobody will ever read.
[ -f "$cli" ] && [ -d "$state/inbox" ] || exit 0

# The commit, by reading files: a reftable or a packed ref leaves it unknown, and git-doc asks Git itself.
ref= commit= line=
IFS= read -r line <"$git/HEAD"
case $line in
  'ref: refs/heads/.invalid') line= ;;
  'ref: '*)
    ref=\${line#ref: } line=
    [ -f "$common/$ref" ] && IFS= read -r line <"$common/$ref"
    ;;
esac
case $line in '' | *[!0-9a-f]*) ;; *) commit=$line ;; esac
note=$state/inbox/$hook.$commit
if [ -z "$commit" ] || [ "$hook" = post-rewrite ]; then
  note=$note.$$
  while [ -e "$note.note" ]; do note=\${note}x; done
fi
{
  [ -n "$ref" ] && printf 'ref %s\\n' "$ref"
  [ -n "$commit" ] && printf 'commit %s\\n' "$commit"
  [ "$hook" = post-rewrite ] && cat
  echo end
} >"$note.$$.tmp" && mv -f "$note.$$.tmp" "$note.note"

# A rebase tells of itself once, at its end.
if [ -d "$git/rebase-merge" ] || [ -d "$git/rebase-apply" ]; then
  [ "$hook $1" = 'post-rewrite rebase' ] || exit 0
fi
# Whoever is at work, or about to be, looks at the inbox before it ends. One that is gone or has been silent for ten
# minutes does not: what is true of its lock is for the next to find out.
at_work() {
  [ -f "$1" ] || return 1
  line=
  IFS= read -r line <"$1"
  case $signals$line in
    yes*'"pid":'[0-9]*)
      line=\${line#*'"pid":'}
      kill -0 "\${line%%[!0-9]*}" || return 1
      ;;
  esac
  [ -z "$(find "$1" -mmin +10)" ]
}
at_work "$state/run.lock" && exit 0
at_work "$state/waking" && exit 0
[ -x "$node" ] || node=$(command -v node) || exit 0
[ -e "$state/waking" ] && rm -f "$state/waking"
set -C
printf '' >"$state/waking" || exit 0
set +C
set -- "$node" "$cli" update --background
[ -n "$config" ] && set -- "$@" --config "$config"
command -v setsid && set -- setsid "$@"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR \\
  GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME \\
  GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_REFLOG_ACTION GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_CHERRY_PICK_HELP
# An open descriptor would keep Git, or the editor that started it, waiting for the worker's end.
"$@" </dev/null &
exit 0
`
