package city.auriga.iot.command;

import static org.assertj.core.api.Assertions.assertThat;

import city.auriga.core.device.DeviceCommand.Address;
import city.auriga.core.model.Tenant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreachedDevicesTest {
    private static final Address DEVICE = new Address(Tenant.DEFAULT, "/", "old", "d1");

    /** What its apikey changes to may be another one, or none, the next time. */
    @ParameterizedTest
    @CsvSource({"new, old new", "new other, old other", "new -, old", "- new, old new"})
    void areFoundByWhatTheyMayUseNow(String steps, String expected) {
        var devices = new UnreachedDevices();
        for (var next : steps.split(" ")) {
            devices.add(DEVICE, next.equals("-") ? null : next);
        }
        for (var apikey : new String[] {"old", "new", "other"}) {
            assertThat(devices.with(apikey, "d1").contains(DEVICE))
                    .as(apikey)
                    .isEqualTo((" " + expected + " ").contains(" " + apikey + " "));
        }
        devices.remove(DEVICE);
        for (var apikey : new String[] {"old", "new", "other"}) {
            assertThat(devices.with(apikey, "d1")).isEmpty();
        }
    }
}
