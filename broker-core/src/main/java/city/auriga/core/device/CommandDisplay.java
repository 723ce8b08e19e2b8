package city.auriga.core.device;

import java.util.List;

/**
 * What an Entity shows of a command, kept with it: the device that declares it may be gone when it
 * ends. All names are IRIs.
 *
 * @param types of the Entity
 * @param status Attributes that have the state
 * @param info Attributes that have what there is to say
 */
public record CommandDisplay(List<String> types, List<String> status, List<String> info) {
    public CommandDisplay {
        types = List.copyOf(types);
        status = List.copyOf(status);
        info = List.copyOf(info);
    }
}
