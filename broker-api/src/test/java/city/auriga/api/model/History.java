package city.auriga.api.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** For each Entity the requests since its creation that made it what it is for the model. */
final class History {
    private static final Request ALL = Request.of("GET", Map.of("options", "sysAttrs"));

    private final Map<String, String> states = new LinkedHashMap<>();
    private final Map<String, List<Request>> requests = new LinkedHashMap<>();

    void add(Request request, ModelTenant tenant) {
        if (request.reads()) {
            return;
        }
        for (var id : SomeWrites.IDS) {
            var state = tenant.find(id).map(e -> Rendered.of(e, ALL).toString()).orElse("");
            if (!state.equals(states.put(id, state))) {
                requests.computeIfAbsent(id, i -> new ArrayList<>()).add(request.about(id));
            }
            if (tenant.find(id).isEmpty()) {
                requests.remove(id);
            }
        }
    }

    /** Of the Entities that a request is about or that a difference shows, or of all. */
    String about(Request request, String difference) {
        var named =
                SomeWrites.IDS.stream()
                        .filter(id ->
                                difference.contains("\"id\":\"" + id + "\"")
                                        || (!request.reads() && request.mayChange(id))
                                        || request.path().contains(id))
                        .toList();
        return (named.isEmpty() ? SomeWrites.IDS : named)
                .stream()
                        .map(id ->
                                requests.getOrDefault(id, List.of()).stream()
                                        .map(write -> "\n    " + write)
                                        .collect(Collectors.joining("", "\n  " + id, "")))
                        .collect(Collectors.joining());
    }
}
