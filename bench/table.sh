#!/usr/bin/env bash
# The table of results and the description of the machine, for bench.sh.

rows=()

grouped() { printf '%.0f' "$1" | sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta'; }

# A row is: work, Auriga, yardstick, ratio, goal, result, detail
row() {
    local IFS='|'
    rows+=("$*")
}

verdict() { awk "BEGIN { print ($1) ? \"pass\" : \"SHORT\" }"; }

# work, rate of Auriga, rate of the yardstick, name of the yardstick, least ratio
compare() {
    local ratio
    ratio=$(awk "BEGIN { printf \"%.2f\", $2 / $3 }")
    row "$1" "$(grouped "$2")/s" "$(grouped "$3")/s $4" "$ratio" "≥ $5" \
        "$(verdict "$2 / $3 >= $5 && ${failed:-0} == 0")" "$detail"
}

# work, rate of Auriga, least rate
reach() {
    row "$1" "$(grouped "$2")/s" "" "" "≥ $(grouped "$3")/s" "$(verdict "$2 >= $3 && ${failed:-0} == 0")" "$detail"
}

machine() {
    local commit
    commit=$(git rev-parse --short HEAD 2>/dev/null || printf 'no git')
    [[ -z $(git status --porcelain 2>/dev/null) ]] || commit+=" with changes"
    printf '%s\n' \
        "Machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GB, Linux $(uname -r)" \
        "Software: Auriga $commit, PostgreSQL $postgres_version, JDK $("$JAVA_HOME/bin/java" --version | sed -n '1s/^[^ ]* \([^ ]*\).*/\1/p')" \
        "Load: $(grouped "$entities") entities of 20 types, ${#document} bytes each; $clients clients on the same machine; $seconds s each, $(date -u +%Y-%m-%d)"
}

print_table() {
    local head='work|Auriga|PostgreSQL, or the same HTTP stack|ratio|goal|result|detail'
    if [[ -n $markdown ]]; then
        machine | sed 's/^/- /'
        printf '\n| %s |\n|---|---:|---:|---:|---:|---|---|\n' "${head//|/ | }"
        local line
        for line in "${rows[@]}"; do printf '| %s |\n' "${line//|/ | }"; done
    else
        machine
        printf '\n'
        printf '%s\n' "$head" "${rows[@]}" | awk -F'|' '
            # ≥ and → are three bytes each, and one letter
            function width(text) { gsub(/≥|→/, ">", text); return length(text) }
            { for (i = 1; i <= 7; i++) { cell[NR, i] = $i; if (width($i) > most[i]) most[i] = width($i) } }
            END {
                for (r = 1; r <= NR; r++) {
                    line = ""
                    for (i = 1; i <= 7; i++) line = line cell[r, i] sprintf("%*s", most[i] - width(cell[r, i]) + 2, "")
                    sub(/ +$/, "", line)
                    print line
                }
            }'
    fi
}
