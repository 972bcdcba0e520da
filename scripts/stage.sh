# Sourced by scripts/test and scripts/demo: one line a stage, with its time.
# The output of what runs goes to a log, which is shown where it fails.

# A time in seconds as people say it: "48 s", "3 min 05 s".
duration_text() {
  if [ "$1" -lt 60 ]; then
    printf '%d s' "$1"
  else
    printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
  fi
}

# stage TITLE LOG COMMAND…: runs COMMAND with its output in LOG.  On a terminal
# the last line that looks like progress ("[12/80] …", "3/25 Test …") is shown
# meanwhile.  Sets stage_seconds; returns the status of COMMAND.
stage() {
  local title=$1 log=$2 started=$SECONDS status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  if [ -t 1 ]; then
    show_progress "$title" "$log" &
    local progress=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill "$progress" 2>/dev/null || true
    wait "$progress" 2>/dev/null || true
    printf '\r\033[K'
  else
    printf '   … %s\n' "$title"
    "$@" >"$log" 2>&1 </dev/null || status=$?
  fi
  stage_seconds=$((SECONDS - started))
  if [ "$status" -eq 0 ]; then
    printf '   ok  %s (%s)\n' "$title" "$(duration_text "$stage_seconds")"
  else
    printf '   FAILED  %s (%s, status %d)\n' \
      "$title" "$(duration_text "$stage_seconds")" "$status"
  fi
  return "$status"
}

# Until it is killed, or the script is gone.
show_progress() {
  local title=$1 log=$2 last
  while kill -0 $$ 2>/dev/null; do
    last=$(tail -c 4000 "$log" 2>/dev/null | tr '\r' '\n' |
      grep -E '^ *\[?[0-9]+/[0-9]+' | tail -n 1 | cut -c 1-50) || true
    printf '\r\033[K   … %s  %s' "$title" "$last"
    sleep 0.5
  done
}

# The end of a log, for a stage that failed.
show_log() {
  printf '\n   The end of %s:\n' "$1" >&2
  tail -n "${2:-60}" "$1" | sed 's/^/   | /' >&2
}

heading() { printf '\n== %s\n' "$*"; }
