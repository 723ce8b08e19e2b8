package city.auriga.iot.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.auriga.iot.codec.Uplink.Availability;
import city.auriga.iot.codec.Uplink.CommandResult;
import city.auriga.iot.codec.Uplink.CommandState;
import city.auriga.iot.codec.Uplink.OfItself;
import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.Request;
import city.auriga.iot.codec.Uplink.Unexplained;
import city.auriga.iot.payload.Measure;
import java.util.List;
import java.util.stream.Collectors;

/** Uplinks and downlinks as tests write them: a line each, but a reading has a line per value. */
final class Printed {
    private Printed() {}

    static String uplinks(List<Uplink> uplinks) {
        return uplinks.stream().map(Printed::uplink).collect(Collectors.joining("\n"));
    }

    private static String uplink(Uplink uplink) {
        return switch (uplink) {
            case Reading(var device, var measure, var key) ->
                    device + (key == null ? "" : " #" + key) + measure(measure);
            case Availability(var device, var online) ->
                    device + (online ? " is here" : " is gone");
            case CommandState(var device, var id, var state, var info) ->
                    device + " id " + id + " " + state + " " + info;
            case CommandResult(var device, var command, var state, var info) ->
                    device + " command " + command + " " + state + " " + info;
            case Unexplained(var device, var detail) -> device + " unexplained: " + detail;
            case OfItself(var told) -> "told on " + told.topic();
            case Request(var downlink) -> "request " + downlink.topic();
        };
    }

    private static String measure(Measure measure) {
        var time = measure.time() == null ? "" : " @" + measure.time().asString();
        return time
                + measure.values().entrySet().stream()
                        .map(entry ->
                                "\n  "
                                        + entry.getKey()
                                        + "="
                                        + entry.getValue()
                                        + unit(measure, entry.getKey()))
                        .collect(Collectors.joining());
    }

    private static String unit(Measure measure, String name) {
        var unit = measure.units().get(name);
        return unit == null ? "" : " " + unit;
    }

    static String downlink(Downlink downlink) {
        return downlink.topic()
                + " "
                + new String(downlink.payload(), UTF_8)
                + " qos "
                + downlink.qos()
                + (downlink.retain() ? " retained" : "");
    }
}
