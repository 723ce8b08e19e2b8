package city.auriga.iot.codec;

import city.auriga.iot.payload.PayloadException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** What all LoRaWAN networks tell, whatever they call it. */
final class Lorawan {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEVICES = 100_000;

    private final FrameCounters counters = new FrameCounters(DEVICES);
    private final boolean everyPort;
    private final Set<Integer> ports;

    /** Port of commands whose value names none. */
    final int commandPort;

    /** Whether the device has to confirm commands whose value does not say. */
    final boolean confirmed;

    Lorawan(Parameters parameters) {
        var cayenne = parameters.text("cayenneLpp", "none");
        everyPort = cayenne.equals("all");
        ports = everyPort || cayenne.equals("none") ? Set.of() : ports(parameters, cayenne);
        commandPort = parameters.number("port", 1, 1, 223);
        confirmed = parameters.flag("confirmed", true);
    }

    private static Set<Integer> ports(Parameters parameters, String list) {
        var ports = new HashSet<Integer>();
        for (var port : list.split(",", -1)) {
            if (!port.strip().matches("\\d{1,3}")) {
                throw parameters.wrong("cayenneLpp", "all, none, or numbers of ports such as 1,2");
            }
            ports.add(Integer.valueOf(port.strip()));
        }
        return ports;
    }

    /** The bytes of a device that nobody decoded: CayenneLPP on its ports, else digits. */
    void addBytes(MeasureDraft draft, Part message, String member, long port) {
        var bytes = message.base64(member);
        if (bytes.isEmpty() || bytes.get().length == 0) {
            return;
        }
        if (port > 0 && (everyPort || ports.contains((int) port))) {
            try {
                CayenneLpp.decode(bytes.get(), draft);
            } catch (PayloadException e) {
                throw new PayloadException(message.where(member) + ": " + e.getMessage());
            }
        } else {
            draft.add(member, HexFormat.of().formatHex(bytes.get()));
        }
    }

    /**
     * Number and port of a frame, and how many were lost before it.
     *
     * @param session within which frames are counted
     */
    void addFrame(MeasureDraft draft, String device, String session, long number, long port) {
        draft.addUnlessTaken("frame_counter", NODES.numberNode(number));
        draft.addUnlessTaken("port", NODES.numberNode(port));
        counters.lostBefore(device, session, number)
                .ifPresent(lost -> draft.addUnlessTaken("lost_frames", NODES.numberNode(lost)));
    }

    /** What a gateway heard. */
    record Reception(Optional<String> gateway, BigDecimal rssi, BigDecimal snr) {
        /** A network leaves out a ratio of 0; a strength of 0 does not occur. */
        static Optional<Reception> of(Part metadata, Optional<String> gateway) {
            return metadata.number("rssi")
                    .map(rssi ->
                            new Reception(
                                    gateway, rssi, metadata.number("snr").orElse(BigDecimal.ZERO)));
        }
    }

    /** Strength and signal-to-noise ratio at the gateway that heard the device best. */
    static void addReception(MeasureDraft draft, List<Reception> receptions) {
        receptions.stream()
                .max(Comparator.comparing(Reception::rssi).thenComparing(Reception::snr))
                .ifPresent(best -> {
                    draft.addUnlessTaken("rssi", NODES.numberNode(best.rssi()));
                    draft.addUnlessTaken("snr", NODES.numberNode(best.snr()));
                    best.gateway()
                            .ifPresent(
                                    id -> draft.addUnlessTaken("gateway", StringNode.valueOf(id)));
                });
    }

    long remembered() {
        return counters.size();
    }
}
