#!/usr/bin/env bash
# Readings over MQTT, notifications and subscriptions, for bench.sh.

# Runs a class of city.auriga.demo.load: its name, the most megabytes, its arguments. Sets result: what it says.
java_load() {
    local name=$1 megabytes=$2
    shift 2
    "$JAVA_HOME/bin/java" "-Xmx${megabytes}m" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$jar" \
        "-Dloader.main=city.auriga.demo.load.$name" org.springframework.boot.loader.launch.PropertiesLauncher \
        127.0.0.1 "$@" >"$folder/load.log" 2>&1 || die "$name failed: $(grep -E "Exception|Error" "$folder/load.log" | tail -n 1)"
    result=$(sed -n 's/^result //p' "$folder/load.log")
}

# Sets rate (acknowledged a second), requests (all acknowledged), notified and p99 (µs), acknowledged50 and acknowledged99 (µs
# from publishing to the acknowledgement): devices, rate (0: no limit), port for notifications (0: none), how many readings
# a connection publishes before the first of them is acknowledged (100 unless told).
mqtt_load() {
    java_load ReadingLoad 256 "$AURIGA_MQTT_PORT" bench "$1" "$clients" "$2" "$3" "${4:-100}" "$warm_up" "$seconds"
    read -r rate requests notified p99 acknowledged50 acknowledged99 <<<"$result"
}

declare_devices() {
    local answer
    answer=$(curl -s -m 5 -o "$folder/answer" -w '%{http_code}' "$url/iot/services" -H 'Content-Type: application/json' \
        -H 'NGSILD-Tenant: bench' -d @bench/group.json)
    [[ $answer == 201 || $answer == 409 ]] || die "POST /iot/services answers $answer: $(<"$folder/answer")"
}

measure_mqtt() {
    declare_devices
    say "readings over MQTT, ${seconds} s"
    local before committed
    before=$(metric auriga_iot_readings_committed_total)
    mqtt_load 1000 0 0
    committed=$(($(metric auriga_iot_readings_committed_total) - before))
    failed=$((requests > committed ? requests - committed : 0))
    detail="with warm-up $(grouped "$requests") acknowledged, $(grouped "$committed") committed"
    reach "MQTT reading, QoS 1 → committed" "$rate" 10000
    local most milliseconds
    most=$rate
    say "readings over MQTT at 70 % of that, ${seconds} s"
    mqtt_load 1000 "$(awk "BEGIN { printf \"%d\", $most * 0.7 }")" 0
    milliseconds=$(awk "BEGIN { printf \"%.0f\", $acknowledged99 / 1000 }")
    row "MQTT reading → acknowledged after its commit, at 70 %" "p99 $milliseconds ms" "" "" "< 250 ms" \
        "$(verdict "$milliseconds < 250 && $rate >= 0.69 * $most")" \
        "p50 $(awk "BEGIN { printf \"%.1f\", $acknowledged50 / 1000 }") ms at $(grouped "$rate")/s"
}

# Publishers that do not wait: what the broker holds must not grow with what they send.
measure_overload() {
    declare_devices
    local window=20000 before committed waiting peak
    say "readings over MQTT, each of $clients connections up to $(grouped "$window") ahead, ${seconds} s"
    before=$(metric auriga_iot_readings_committed_total)
    while sleep 0.2; do printf '%s\n' "$(metric auriga_iot_mqtt_waiting)"; done >"$folder/waiting" &
    watch=$!
    mqtt_load 1000 0 0 "$window"
    stop_watch
    committed=$(($(metric auriga_iot_readings_committed_total) - before))
    failed=$((requests > committed ? requests - committed : 0))
    waiting=$(sort -n "$folder/waiting" | tail -n 1)
    peak=$(awk '/^VmHWM/ { printf "%.0f", $2 / 1024 }' "/proc/$broker/status")
    row "MQTT readings, publishers faster than the database" "$(grouped "$rate")/s" "" "" "bounded, none lost" \
        "$(verdict "$failed == 0 && $waiting < $clients * $window")" \
        "up to $(grouped $((clients * window))) published ahead, at most $(grouped "$waiting") of them in the broker, $peak MB at most"
}

measure_notifications() {
    declare_devices
    say "readings over MQTT, notified over HTTP, ${seconds} s"
    local port milliseconds
    port=$(free_port 21900)
    curl -sf -m 5 -o /dev/null "$url/ngsi-ld/v1/subscriptions" -H 'Content-Type: application/json' \
        -H 'NGSILD-Tenant: bench' -d "$(sed "s/PORT/$port/" bench/subscription.json)" || die "no subscription could be made"
    mqtt_load 1000 1000 "$port"
    milliseconds=$(awk "BEGIN { printf \"%.0f\", $p99 / 1000 }")
    detail="$(grouped "$notified") notified at $(grouped "$rate")/s"
    row "MQTT reading → HTTP notification" "p99 $milliseconds ms" "" "" "< 50 ms" \
        "$(verdict "$milliseconds < 50 && $notified >= 0.99 * $rate * $seconds && $rate >= 990")" "$detail"
}

# Changes over HTTP in a tenant of its own, which goes afterwards: subscribers, connections, rate (0: as many as they take).
# Sets rate (notifications a second), notified, failed (changes that failed, notifications that are missing), p50, p99 (µs).
change_load() {
    local changes again refused tenant=bench_$1_$3
    java_load ChangeLoad 256 "$AURIGA_HTTP_PORT" "$tenant" "$@" "$(free_port 21900)" "$warm_up" "$seconds"
    read -r rate changes notified again refused p50 p99 <<<"$result"
    failed=$((refused + changes * $1 - notified))
    detail="$(grouped "$changes") changes, $(grouped "$notified") notifications with warm-up, $(grouped "$again") of them twice"
    ((failed == 0)) || detail+=", $failed LOST"
    curl -sf -m 120 -o /dev/null -X DELETE "$url/admin/tenants/$tenant" || die "the tenant $tenant could not be removed"
}

measure_fan_out() {
    local subscribers
    for subscribers in 1 50; do
        say "changes, notified to $subscribers over HTTP, ${seconds} s"
        change_load "$subscribers" 4 0
        row "notifications over HTTP, subscribers: $subscribers" "$(grouped "$rate")/s" "" "" "none lost" \
            "$(verdict "$failed == 0")" "$detail"
    done
}

measure_latency() {
    say "1,000 changes a second, notified over HTTP, ${seconds} s"
    change_load 1 "$clients" 1000
    local milliseconds
    milliseconds=$(awk "BEGIN { printf \"%.1f\", $p99 / 1000 }")
    row "change over HTTP → HTTP notification" "p99 $milliseconds ms" "" "" "< 50 ms" \
        "$(verdict "$milliseconds < 50 && $failed == 0 && $rate >= 990")" \
        "p50 $(awk "BEGIN { printf \"%.1f\", $p50 / 1000 }") ms at $(grouped "$rate")/s, $detail"
}

# Creates (POST) or deletes (DELETE) subscriptions that do not match: from one number to another. Each commit tells all
# processes, and PostgreSQL lets only one such commit wait for the disk at a time: meanwhile none does.
subscriptions() {
    postgres psql -qAtX -o /dev/null -c "ALTER SYSTEM SET synchronous_commit = off" -c "SELECT pg_reload_conf()"
    java_load SubscriptionLoad 128 "$AURIGA_HTTP_PORT" "$clients" "$@"
    postgres psql -qAtX -o /dev/null -c "ALTER SYSTEM RESET synchronous_commit" -c "SELECT pg_reload_conf()"
    local micros refused
    read -r micros refused <<<"$result"
    ((refused == 0)) || die "$refused subscriptions were refused"
    say "  $1 of $(grouped $(($3 - $2))) subscriptions took $(awk "BEGIN { printf \"%.1f\", $micros / 1000000 }") s"
    settle
}

# Returns when the broker has next to nothing to do: each of its processes hears of each subscription, by and by.
settle() {
    local looks before now
    before=$(processor_ticks)
    for ((looks = 0; looks < 120; looks++)); do
        sleep 1
        now=$(processor_ticks)
        ((now - before >= 10)) || return 0
        before=$now
    done
    say "  the broker is still at work"
}

# What the broker has had of the processors, in hundredths of a second.
processor_ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$broker/stat"; }

# Without subscriptions before and after, because the machine and the tables change meanwhile.
measure_subscriptions() {
    local before thousand thousand_detail thousand_failed many many_detail many_failed
    measure update
    before=$rate
    row "partial update, no subscription, before" "$(grouped "$rate")/s" "" "" "" "$(verdict "$failed == 0")" "$detail"
    subscriptions POST 0 1000
    measure update
    thousand=$rate thousand_detail=$detail thousand_failed=$failed
    subscriptions POST 1000 100000
    measure update
    many=$rate many_detail=$detail many_failed=$failed
    subscriptions DELETE 0 100000
    measure update
    row "partial update, no subscription, after" "$(grouped "$rate")/s" "" "" "" "$(verdict "$failed == 0")" "$detail"
    before=$(awk "BEGIN { print ($before + $rate) / 2 }")
    failed=$thousand_failed detail=$thousand_detail
    compare "partial update, 1,000 subscriptions that do not match" "$thousand" "$before" "without" 0.9
    failed=$many_failed detail=$many_detail
    compare "partial update, 100,000 subscriptions that do not match" "$many" "$before" "without" 0.9
}
