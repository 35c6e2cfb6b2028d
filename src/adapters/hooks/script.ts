import { refusal } from '../../ports/hooks.ts'

/**
 * The hook itself, for sh. After a deed it notes in the inbox what happened and wakes git-doc in the background: it starts no
 * Git and no Node that anyone waits for, prints nothing, and ends with 0 whatever happens. Before a deed it runs the jobs that
 * ask for the hook, in the foreground, and ends with 1 if one of them refuses; without such a job it starts nothing, and without
 * one that is about what is staged, no Node.
 */
export const hookScript = `#!/bin/sh
# git-doc: notes what happened and wakes git-doc in the background, or runs the jobs that ask for a hook before a deed.
# "git-doc disable-hook" takes it away. Usage: hook.sh <hook> [Git's arguments]
[ -n "\${GIT_DOC_ACTIVE-}\${GIT_DOC_SKIP-}" ] && exit 0
hook=$1
[ $# -gt 0 ] && shift
case $hook in
  post-*) exec >/dev/null 2>&1 ;;
esac
git=\${GIT_DIR:-.git}
[ -d "$git" ] || git=$(git rev-parse --git-dir 2>/dev/null) || exit 0
common=$git
if [ -f "$git/commondir" ]; then
  IFS= read -r common <"$git/commondir"
  case $common in /* | [A-Za-z]:*) ;; *) common=$git/$common ;; esac
fi
[ -r "$common/git-doc/launch" ] || exit 0
node= cli= state= config= signals=
. "$common/git-doc/launch"
: "\${state:=$common/git-doc}"

# Whether a job asks for the hook.
asked() {
  [ -r "$state/hooks" ] || return 1
  while IFS= read -r line; do
    [ "$line" = "$hook" ] && return 0
  done <"$state/hooks"
  return 1
}
# Whether no folder leads to the repository (git --git-dir=… --work-tree=…), so that it must be named to git-doc.
named=
is_elsewhere() {
  [ "\${GIT_DIR-}" ] || return 1
  (unset GIT_DIR GIT_WORK_TREE; git rev-parse --git-dir) >/dev/null 2>&1 && return 1
  named=$(cd "$git" && pwd)
}

case $hook in
  post-*) ;;
  *)
    asked || exit 0
    # Where nothing that is staged concerns a job, the last look at the jobs says so, unless one of them has changed since.
    quiet=$common/git-doc/quiet/$hook
    [ -f "$quiet" ] && . "$quiet" && exit 0
    [ -x "$node" ] || node=$(command -v node)
    if [ -z "$node" ] || [ ! -f "$cli" ]; then
      echo "git-doc: Node or git-doc is gone, so Git goes on without the jobs of $hook (git-doc enable-hook)." >&2
      exit 0
    fi
    set -- -- "$@"
    [ -n "$config" ] && set -- --config "$config" "$@"
    set -- "$node" "$cli" job hook "$hook" --from-git "$@"
    # Beside an index, git-doc does not take a named repository for a wish, and looks at the folder.
    if is_elsewhere; then
      export GIT_DIR="$named" GIT_WORK_TREE="\${GIT_WORK_TREE:-$PWD}" GIT_DOC_INDEX_FILE="\${GIT_INDEX_FILE-}"
      unset GIT_INDEX_FILE
    fi
    # Only for a push Git writes something.
    if [ "$hook" = pre-push ]; then "$@"; else "$@" </dev/null; fi
    code=$?
    case $code in
      0) exit 0 ;;
      ${refusal}) exit 1 ;;
      130 | 143) exit $code ;;
    esac
    # A broken installation is no reason to refuse.
    echo "git-doc: the jobs of $hook did not run (exit code $code), so Git goes on without them." >&2
    exit 0
    ;;
esac

umask 077
# What was taken away must not leave notes that nobody will ever read.
[ -f "$cli" ] && [ -d "$state/inbox" ] || exit 0
case $hook in
  post-commit | post-merge | post-rewrite) ;;
  *) asked || exit 0 ;;
esac

# The commit, by reading files: a reftable or a packed ref leaves it unknown, and git-doc asks Git itself.
ref= commit= line= unknown=
IFS= read -r line <"$git/HEAD"
case $line in
  'ref: refs/heads/.invalid') line= unknown=yes ;;
  'ref: '*)
    ref=\${line#ref: } line=
    [ -f "$common/$ref" ] && IFS= read -r line <"$common/$ref"
    ;;
esac
[ "$hook" = post-checkout ] && line=$2
is_id() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ \${#1} -eq 40 ] || [ \${#1} -eq 64 ]
}
is_id "$line" && commit=$line
# A job is about this commit, and not about what is there when it begins.
if [ -z "$commit" ] || [ "$unknown" ]; then
  if asked; then
    [ "$commit" ] || commit=$(git rev-parse --verify --quiet HEAD)
    [ "$ref" ] || ref=$(git symbolic-ref --quiet HEAD)
  fi
fi
previous=
case $hook in
  post-checkout) previous=$1 ;;
  post-merge)
    [ -f "$git/ORIG_HEAD" ] && IFS= read -r previous <"$git/ORIG_HEAD"
    [ "$previous" ] || { asked && previous=$(git rev-parse --verify --quiet ORIG_HEAD); }
    ;;
esac
is_id "$previous" || previous=
during=
if [ -d "$git/rebase-merge" ]; then
  during=rebase
elif [ -d "$git/rebase-apply" ]; then
  during=rebase
  [ -f "$git/rebase-apply/applying" ] && during=am
elif [ -d "$git/sequencer" ]; then
  during=cherry-pick line=
  IFS= read -r line <"$git/sequencer/todo"
  case $line in revert*) during=revert ;; esac
elif [ -f "$git/BISECT_LOG" ]; then
  during=bisect
fi
# A rebase tells of itself once, at its end.
[ "$hook $1" = 'post-rewrite rebase' ] && during=
worktree=
[ "$common" = "$git" ] || worktree=\${git##*/}
case $worktree in *[[:space:]]*) worktree= ;; esac
note=$state/inbox/$hook.$commit
case $hook:$commit in
  *: | post-rewrite:* | post-checkout:*)
    note=$note.$$
    while [ -e "$note.note" ]; do note=\${note}x; done
    ;;
esac
{
  [ -n "$ref" ] && printf 'ref %s\\n' "$ref"
  [ -n "$commit" ] && printf 'commit %s\\n' "$commit"
  [ -n "$previous" ] && printf 'previous %s\\n' "$previous"
  [ -n "$during" ] && printf 'during %s\\n' "$during"
  [ -n "$worktree" ] && printf 'worktree %s\\n' "$worktree"
  case $hook:$1:$3 in
    post-merge:[01]:*) echo "squash $1" ;;
    post-checkout:*:[01]) echo "branch $3" ;;
    post-rewrite:amend:* | post-rewrite:rebase:*) echo "command $1" ;;
  esac
  [ "$hook" = post-rewrite ] && cat
  echo end
} >"$note.$$.tmp" && mv -f "$note.$$.tmp" "$note.note"

case $during:$hook in
  rebase:*) exit 0 ;;
  # Nothing tells of the end of a "git am": the worker waits for it.
  am:post-applypatch) ;;
  am:*) exit 0 ;;
esac
# Whoever is at work, or about to be, looks at the inbox before it ends. One that is gone or has been silent for ten
# minutes does not: what is true of its lock is for the next to find out.
at_work() {
  [ -f "$1" ] || return 1
  line=
  IFS= read -r line <"$1"
  case $signals$line in
    yes*'"pid":'[0-9]*)
      line=\${line#*'"pid":'}
      line=\${line%%[!0-9]*}
      kill -0 "$line" || return 1
      # In a container whose first process reaps no others, one that was killed stays as a zombie.
      stat=
      [ -r "/proc/$line/stat" ] && IFS= read -r stat <"/proc/$line/stat"
      case $stat in *') Z '*) return 1 ;; esac
      ;;
  esac
  # What is younger than the note is from the future if it is so by minutes: the clock was set back since.
  [ "$1" -nt "$note.note" ] && [ "$(find "$1" -mmin --10)" ] && return 1
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
is_elsewhere && set -- env GIT_DIR="$named" GIT_WORK_TREE="\${GIT_WORK_TREE:-$PWD}" "$@"
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR \\
  GIT_CONFIG_PARAMETERS GIT_CONFIG_COUNT GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME \\
  GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_REFLOG_ACTION GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_CHERRY_PICK_HELP \\
  GIT_DOC_RUN GIT_DOC_PROCESS
# An open descriptor would keep Git, or the editor that started it, waiting for the worker's end.
"$@" </dev/null &
exit 0
`
