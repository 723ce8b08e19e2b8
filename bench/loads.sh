#!/usr/bin/env bash
# Loads of the broker and of PostgreSQL by wrk and pgbench, for bench.sh.

loads=0

# Runs one of bench/wrk: seconds, name, its arguments. Sets requests, micros, bytes, failed and p99 (µs).
http_load() {
    local for_seconds=$1 script=bench/wrk/$2.lua
    shift 2
    loads=$((loads + 1))
    wrk --threads 2 --connections "$clients" --duration "${for_seconds}s" --timeout 10s --script "$script" \
        "$url" -- "$entities" "$loads" "$@" >"$folder/wrk.log" 2>&1 || die "wrk failed: $(tail -n 3 "$folder/wrk.log")"
    read -r _ requests micros bytes failed p99 < <(grep '^result ' "$folder/wrk.log") \
        || die "wrk said nothing: $(tail -n 3 "$folder/wrk.log")"
}

# Sets rate, too: requests a second.
measure() {
    say "$*, ${seconds} s"
    http_load "$warm_up" "$@"
    http_load "$seconds" "$@"
    rate=$(awk "BEGIN { printf \"%.1f\", $requests * 1000000 / $micros }")
    detail="p99 $(awk "BEGIN { printf \"%.1f\", $p99 / 1000 }") ms"
    ((failed == 0)) || detail+=", $failed FAILED"
}

# psql and pgbench with the connection of the private server.
postgres() {
    (
        set -a
        source "$AURIGA_DATA_FOLDER/postgres.env"
        PGOPTIONS="-c client_min_messages=warning" "$@"
    )
}

# Sets yardstick: transactions a second of one of bench/pgbench.
measure_postgres() {
    say "PostgreSQL: $1, ${seconds} s"
    local run=(postgres pgbench --no-vacuum --protocol=prepared --client="$clients" --jobs=2
        --define=entities="$entities" --define=document="$document" --define=documents="$documents" --file="bench/pgbench/$1.sql")
    "${run[@]}" --time="$warm_up" >"$folder/pgbench.log" 2>&1 && "${run[@]}" --time="$seconds" >"$folder/pgbench.log" 2>&1 \
        || die "pgbench failed: $(grep -m 1 error "$folder/pgbench.log")"
    yardstick=$(sed -n 's/^tps = \([0-9.]*\) .*/\1/p' "$folder/pgbench.log")
}

load_entities() {
    say "loading $(grouped "$entities") entities"
    loads=$((loads + 1))
    wrk --threads 2 --connections 8 --duration 7200s --timeout 60s --script bench/wrk/upsert.lua \
        "$url" -- "$entities" "$loads" once 2 >"$folder/load.log" 2>&1 &
    loader=$!
    local looks=0
    until [[ $(grep -c '^loaded' "$folder/load.log" 2>/dev/null) == 2 ]]; do
        kill -0 "$loader" 2>/dev/null || die "loading ended early: $(tail -n 3 "$folder/load.log")"
        kill -0 "$broker" 2>/dev/null || die "the broker ended: $(tail -n 3 "$folder/auriga.log")"
        sleep 0.2
        ((++looks % 50 != 0)) || say "  $(grouped "$(metric auriga_writer_batch_size_sum)")"
    done
    stop_loader
    local stored
    stored=$(curl -sf -m 60 -o /dev/null -D - "$url/ngsi-ld/v1/entities?type=*&limit=1&count=true" \
        | tr -d '\r' | sed -n 's/^NGSILD-Results-Count: //ip')
    [[ $stored == "$entities" ]] || die "loaded ${stored:-no} entities instead of $entities"
    postgres psql -qAtX -c 'VACUUM (ANALYZE)' 2>/dev/null
    # what pgbench stores is what the broker answers
    document=$(curl -sf -m 5 "$url/ngsi-ld/v1/entities?type=Vehicle&limit=1" | sed 's/^\[//; s/\]$//')
    documents=$(curl -sf -m 5 "$url/ngsi-ld/v1/entities?type=*&limit=100")
    say "preparing $(grouped "$entities") rows for pgbench, ${#document} bytes each"
    postgres psql -qX -v ON_ERROR_STOP=1 -v entities="$entities" -v document="$document" -f bench/pgbench/schema.sql
}
