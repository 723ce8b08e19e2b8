#!/usr/bin/env bash
# Measures Auriga side by side with PostgreSQL itself: ./auriga bench --help
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly seconds=${BENCH_SECONDS:-10} warm_up=${BENCH_WARM_UP:-15} clients=${BENCH_CLIENTS:-32}
readonly constant=${BENCH_CONSTANT:-}
entities=10000
only=all
markdown=

# PostgreSQL of its own and ports of its own: a broker that runs on the usual ones is left alone.
mkdir -p target
folder=$(mktemp -d "$PWD/target/bench.XXXXXX")
readonly folder
export AURIGA_DATA_FOLDER=$folder/data

# finds the JDK, builds, installs what is missing
source ./auriga
source bench/table.sh
source bench/loads.sh
source bench/notifications.sh

usage() {
    cat <<'TEXT'
./auriga bench [--entities N] [--only LIST] [--markdown]

--entities N   load N entities first (default 10000)
--only LIST    of query,retrieve,update,upsert,mqtt,overload,notify,fanout,latency,create,subscriptions,start; for example
               --only update,create
--markdown     print the table as Markdown

BENCH_SECONDS   of each measurement (default 10)
BENCH_WARM_UP   seconds before each measurement (default 15)
BENCH_CLIENTS   connections, of Auriga and of PostgreSQL (default 32)
BENCH_CONSTANT  path of the constant answer that "retrieve" is compared with
                (default /version, or /health/live where there is none)
TEXT
}

options() {
    while (($# > 0)); do
        case $1 in
            --entities) entities=${2:?--entities needs a number} && shift ;;
            --only) only=${2:?--only needs a list} && shift ;;
            --markdown) markdown=yes ;;
            -h | --help) usage && exit ;;
            *) die "bench has no option $1; see ./auriga bench --help" ;;
        esac
        shift
    done
    [[ $entities =~ ^[1-9][0-9]*00$ && $entities -ge 2000 ]] || die "--entities: hundreds, at least 2000, not $entities"
    local name
    for name in $seconds $warm_up $clients; do
        [[ $name =~ ^[1-9][0-9]*$ ]] || die "BENCH_SECONDS, BENCH_WARM_UP, BENCH_CLIENTS: whole numbers, not $name"
    done
    [[ -z ${AURIGA_DATABASE_URL:-}${AURIGA_DATABASE_URL_FILE:-} ]] \
        || die "the measurement needs the private PostgreSQL: unset AURIGA_DATABASE_URL"
    [[ -z ${AURIGA_MQTT_URL:-}${AURIGA_MQTT_URL_FILE:-} ]] \
        || die "the measurement needs the embedded MQTT broker: unset AURIGA_MQTT_URL"
}

wants() { [[ $only == all || ,$only, == *,$1,* ]]; }

# --- Programs -----------------------------------------------------------------------------------

ensure_wrk() {
    command -v wrk >/dev/null && return 0
    command -v apt-get >/dev/null && may_install \
        || die "needs wrk. Install it with: sudo apt-get install wrk"
    say "installing wrk"
    as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y --no-install-recommends install wrk >&2 </dev/null || die "apt-get could not install wrk"
}

# psql and pgbench of the server that the broker has started.
find_postgres() {
    local bin=${AURIGA_POSTGRES_BIN:-}
    [[ -n $bin ]] || bin=/usr/lib/postgresql/$(installed_postgres | tail -n 1)/bin
    [[ ! -x $bin/pgbench ]] || PATH=$bin:$PATH
    command -v pgbench >/dev/null || die "found no pgbench; set AURIGA_POSTGRES_BIN to the folder of PostgreSQL's programs"
}

free_port() {
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    printf '%s' "$port"
}

# --- The broker ---------------------------------------------------------------------------------

broker=
loader=
watch=

answers() { curl -sf -m 5 -o /dev/null "$url/ngsi-ld/v1/entities?type=Vehicle&limit=1"; }

start_broker() {
    ./auriga run >>"$folder/auriga.log" 2>&1 &
    broker=$!
    until answers; do
        kill -0 "$broker" 2>/dev/null || die "the broker did not start: $(tail -n 3 "$folder/auriga.log")"
        sleep 0.02
    done
}

stop_broker() {
    [[ -n $broker ]] || return 0
    kill -TERM "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
    broker=
}

stop_loader() {
    [[ -n $loader ]] || return 0
    # wrk would rest until the end of its time
    kill -INT "$loader" 2>/dev/null || true
    wait "$loader" 2>/dev/null || true
    loader=
}

stop_watch() {
    [[ -n $watch ]] || return 0
    kill "$watch" 2>/dev/null || true
    wait "$watch" 2>/dev/null || true
    watch=
}

clean_up() {
    stop_loader
    stop_watch
    stop_broker
    rm -rf "$folder"
}

# The sum of a counter over all its labels.
metric() {
    curl -sf -m 5 "$url/metrics" | awk -v name="$1" \
        '$1 == name || index($1, name "{") == 1 { sum += $NF } END { printf "%d", sum }'
}

# --- The measurements ---------------------------------------------------------------------------

# work, name of the query
query() {
    local goal=3000 found
    ((entities <= 10000)) || goal=1500
    measure query "$2"
    found=$(awk "BEGIN { printf \"%.0f\", $bytes / $requests / 1024 }")
    detail+=", $found KB a reply"
    reach "$1" "$rate" "$goal"
}

# Returns when queries may use the index of an Attribute, declared as an operator does.
declare_index() {
    say "indexing $1"
    local since=$EPOCHREALTIME state=
    curl -sf -m 10 -o /dev/null "$url/admin/indexes" -H 'Content-Type: application/json' -d "{\"attribute\":\"$1\"}" \
        || die "no index could be declared on $1"
    until [[ $state == valid ]]; do
        sleep 0.5
        state=$(curl -sf -m 5 "$url/admin/indexes" | sed -n 's/.*"state":"\([a-z]*\)".*/\1/p')
        [[ -n $state && $state != failed ]] || die "$1 could not be indexed: $(tail -n 3 "$folder/auriga.log")"
    done
    say "  after $(awk "BEGIN { printf \"%.0f\", $EPOCHREALTIME - $since }") s"
    # each process looks every second which indexes there are
    sleep 2
}

drop_indexes() {
    local names name
    names=$(curl -sf -m 5 "$url/admin/indexes" | grep -o '"name":"[a-z0-9_]*"' | cut -d'"' -f4)
    for name in $names; do curl -sf -m 5 -X DELETE "$url/admin/indexes/$name"; done
    until [[ $(curl -sf -m 5 "$url/admin/indexes") == '[]' ]]; do sleep 0.5; done
}

measure_queries() {
    query "query of 20 by type" type
    query "query of 20 by type and q" q
    query "query of 20 near a point" near
    query "types" types
    declare_index temperature
    query "query of 20 by an indexed number" indexed
    # it changes what writing costs
    drop_indexes
}

measure_retrieve() {
    measure retrieve
    measure_postgres retrieve
    compare "retrieve by id" "$rate" "$yardstick" "point selects" 0.33
    local retrieves=$rate retrieve_detail=$detail path=$constant
    [[ -n $path ]] || { curl -sf -m 5 -o /dev/null "$url/version" && path=/version || path=/health/live; }
    measure constant "$path"
    detail=$retrieve_detail
    compare "retrieve by id" "$retrieves" "$rate" "GET $path" 0.5
}

measure_update() {
    measure update
    measure_postgres update
    compare "partial update of an attribute" "$rate" "$yardstick" "one-row updates" 0.6
}

measure_upsert() {
    measure upsert
    rate=$(awk "BEGIN { print $rate * 100 }")
    measure_postgres upsert
    compare "batch upsert of 100 (entities)" "$rate" "$(awk "BEGIN { print $yardstick * 100 }")" "rows of 100" 0.3
}

measure_create() {
    measure create
    measure_postgres create
    compare "create, 8 attributes" "$rate" "$yardstick" "one-row inserts" 0.4
}

measure_memory() {
    local megabytes
    megabytes=$(awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$broker/status")
    row "resident after the load" "$megabytes MB" "" "" "< 400 MB" "$(verdict "$megabytes < 400")" "without PostgreSQL"
}

measure_start() {
    say "stop and start again"
    stop_broker
    local before=$EPOCHREALTIME took
    start_broker
    took=$(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $before }")
    row "start to first answer" "$took s" "" "" "< 3 s" "$(verdict "$took < 3")" "./auriga run, PostgreSQL included"
}

trap clean_up EXIT
trap 'exit 130' INT TERM
options "$@"
prepare
ensure_wrk
find_postgres
AURIGA_HTTP_PORT=$(free_port 21026)
AURIGA_MQTT_PORT=$(free_port 21883)
export AURIGA_HTTP_PORT AURIGA_MQTT_PORT AURIGA_HTTP_NORTH_PORT=0 AURIGA_HTTP_SOUTH_PORT=0
readonly url=http://127.0.0.1:$AURIGA_HTTP_PORT

say "starting a broker in ${folder#"$PWD"/}"
start_broker
postgres_version=$(postgres psql -qAtX -c 'SHOW server_version' | cut -d' ' -f1)
load_entities
if wants query; then measure_queries; fi
if wants retrieve; then measure_retrieve; fi
if wants update; then measure_update; fi
if wants upsert; then measure_upsert; fi
if wants mqtt; then measure_mqtt; fi
if wants overload; then measure_overload; fi
if wants notify; then measure_notifications; fi
if wants fanout; then measure_fan_out; fi
if wants latency; then measure_latency; fi
if wants create; then measure_create; fi
measure_memory
if wants subscriptions; then measure_subscriptions; fi
if wants start; then measure_start; fi
print_table
