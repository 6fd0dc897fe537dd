#!/bin/sh
# Waits.
#
# Params:
#	seconds		how long; a whole number up to 86400
# Exit status: 0 done; 64 a param is missing or wrong.

. ./_params.sh

need_number "${PARAM_SECONDS-}" seconds 0 86400
exec sleep "$PARAM_SECONDS"
