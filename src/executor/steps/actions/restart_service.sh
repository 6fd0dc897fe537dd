#!/bin/sh
# Restarts a service, or starts it when it does not run.
#
# Params:
#	service		a systemd unit, or what service(8) knows
# Exit status: 0 done; 64 a param is missing or wrong; 69 nothing manages
# services here; else that of systemctl or service.

. ./_service.sh

manage restart
