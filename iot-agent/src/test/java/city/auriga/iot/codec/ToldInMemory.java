package city.auriga.iot.codec;

import city.auriga.core.device.DeviceGroup;
import city.auriga.core.device.DiscoveredConfigs.Limits;
import city.auriga.core.model.Tenant;
import city.auriga.iot.codec.Uplink.OfItself;
import city.auriga.iot.device.DiscoveredDevices;
import city.auriga.iot.device.DiscoverySettings;
import city.auriga.iot.reading.InMemoryConfigs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** What devices of one group tell of themselves, stored as the agent does it. */
final class ToldInMemory implements Descriptions {
    private static final DeviceGroup GROUP =
            new DeviceGroup(
                    new Tenant("city"), "/", "", "homes", JsonNodeFactory.instance.objectNode());

    private final DiscoveredDevices devices =
            new DiscoveredDevices(
                    new InMemoryConfigs(List.of(GROUP)),
                    new DiscoverySettings(10_000, new Limits(20, 50_000, 50_000), 1_000_000));

    /** Stores what is told, and gives back the rest, with what was refused as unexplained. */
    List<Uplink> take(List<Uplink> uplinks) {
        var rest = new ArrayList<Uplink>();
        for (var uplink : uplinks) {
            if (uplink instanceof OfItself(var told)) {
                devices.take(GROUP, told, Samples.RECEIVED, false)
                        .map(refused -> new Uplink.Unexplained(told.topic(), refused.detail()))
                        .ifPresent(rest::add);
            } else {
                rest.add(uplink);
            }
        }
        return rest;
    }

    @Override
    public Optional<List<DiscoveredComponent>> on(String topic, Reader reader) {
        return devices.of(GROUP).on(topic, reader);
    }

    @Override
    public List<DiscoveredComponent> of(String device, Reader reader) {
        return devices.of(GROUP).of(device, reader);
    }

    @Override
    public Map<String, String> said(Collection<String> topics) {
        return devices.of(GROUP).said(topics);
    }
}
