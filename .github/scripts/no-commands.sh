#!/bin/bash
# Runs a command that tells what others may have written, such as the last lines of a container that failed: GitHub takes none of it for a
# workflow command, which it would at the beginning of a line (`::add-mask::`, after spaces, too) and anywhere in it (`##[add-mask]`). The
# exit code is the command's.
set -u

end=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n') # nobody can guess it
echo "::stop-commands::$end"
code=0
"$@" 2>&1 || code=$? # one stream: GitHub reads two in no order
printf '\n::%s::\n' "$end"
exit "$code"
