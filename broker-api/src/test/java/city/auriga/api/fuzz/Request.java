package city.auriga.api.fuzz;

import city.auriga.api.Answer;
import city.auriga.api.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One HTTP request, to the byte: nothing of it needs to be valid. */
final class Request {
    private final String method;
    private final String path;
    private final List<Map.Entry<String, String>> parameters;
    private final Map<String, String> headers;
    private final byte[] body;

    private Request(
            String method,
            String path,
            List<Map.Entry<String, String>> parameters,
            Map<String, String> headers,
            byte[] body) {
        this.method = method;
        this.path = path;
        this.parameters = List.copyOf(parameters);
        this.headers = new LinkedHashMap<>(headers);
        this.body = body.clone();
    }

    /** A request without body, parameters and headers of its own. */
    static Request of(String method, String path) {
        return new Request(method, path, List.of(), Map.of(), new byte[0]);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    byte[] body() {
        return body.clone();
    }

    boolean hasBody() {
        return body.length > 0;
    }

    List<Map.Entry<String, String>> parameters() {
        return parameters;
    }

    Request withMethod(String other) {
        return new Request(other, path, parameters, headers, body);
    }

    Request withPath(String other) {
        return new Request(method, other, parameters, headers, body);
    }

    Request withBody(byte[] bytes) {
        return new Request(method, path, parameters, headers, bytes);
    }

    Request withBody(String text) {
        return withBody(text.getBytes(StandardCharsets.UTF_8));
    }

    Request withHeader(String name, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Request(method, path, parameters, all, body);
    }

    Request withoutHeader(String name) {
        var all = new LinkedHashMap<>(headers);
        all.remove(name);
        return new Request(method, path, parameters, all, body);
    }

    /**
     * Adds a parameter, be there one of this name or not.
     *
     * @param encoded as it stands in the URL
     */
    Request withParameter(String name, String encoded) {
        var all = new ArrayList<>(parameters);
        all.add(Map.entry(name, encoded));
        return new Request(method, path, all, headers, body);
    }

    Request withoutParameter(String name) {
        var others = parameters.stream().filter(p -> !p.getKey().equals(name)).toList();
        return new Request(method, path, others, headers, body);
    }

    Answer send() {
        var lines = new ArrayList<String>();
        lines.add("Host: localhost");
        headers.forEach((name, value) -> lines.add(name + ": " + value));
        boolean lengthIsGiven =
                headers.containsKey("Content-Length") || headers.containsKey("Transfer-Encoding");
        if (!lengthIsGiven && (hasBody() || !method.equals("GET"))) {
            lines.add("Content-Length: " + body.length);
        }
        return RawRequest.send(method, target(), lines, body);
    }

    private String target() {
        return parameters.isEmpty()
                ? path
                : parameters.stream()
                        .map(p -> p.getKey() + "=" + p.getValue())
                        .collect(Collectors.joining("&", path + "?", ""));
    }

    /** For the message of a failure, so without what makes it long. */
    @Override
    public String toString() {
        var text = new String(body, StandardCharsets.UTF_8);
        var target = target();
        return method
                + " "
                + (target.length() > 300 ? target.substring(0, 300) + "…" : target)
                + (text.length() > 2000 ? " " + text.substring(0, 2000) + "…" : " " + text);
    }
}
