package city.auriga.iot.codec;

import city.auriga.iot.codec.Uplink.Reading;
import city.auriga.iot.codec.Uplink.Unexplained;
import city.auriga.iot.payload.PayloadType;
import city.auriga.iot.payload.Payloads;
import city.auriga.iot.payload.Protocol;
import java.util.List;
import java.util.stream.Stream;

/** The agent's own languages, JSON and UltraLight 2.0, on topics that operators choose. */
final class NamedValues implements Codec {
    private final Protocol protocol;

    NamedValues(Protocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public String name() {
        return protocol.codec();
    }

    @Override
    public List<String> patterns() {
        return List.of(
                name() + "/{apikey}/{device}/attrs",
                name() + "/{apikey}/{device}/attrs/{attribute}");
    }

    @Override
    public List<Uplink> decode(Incoming message) {
        var device = message.require("device");
        var attribute = message.capture("attribute").orElse(null);
        var decoded = Payloads.decode(protocol, PayloadType.IOTAGENT, attribute, message.payload());
        return Stream.concat(
                        decoded.measures().stream()
                                .<Uplink>map(measure -> new Reading(device, measure, null)),
                        decoded.faults().stream().map(fault -> new Unexplained(device, fault)))
                .toList();
    }
}
