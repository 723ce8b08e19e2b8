package city.auriga.iot.device;

import city.auriga.iot.mapping.Watch;

/** What is to be known of a device, as it was declared. */
final class WatchDeclarations {
    private WatchDeclarations() {}

    static Watch read(Members members) {
        return new Watch(
                members.flag("storeLastMeasure").orElse(false),
                members.duration("expectedInterval").orElse(null));
    }
}
