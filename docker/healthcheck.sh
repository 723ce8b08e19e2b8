#!/usr/bin/env bash
# Asks http://127.0.0.1:1026/health/live, with what every image has: no curl is needed.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${AURIGA_HTTP_PORT:-1026}"
printf 'GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 answer <&3
[[ $answer == "HTTP/1.1 200"* ]]
