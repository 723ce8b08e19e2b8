package city.auriga.api.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Breaks what stands around the body: path, headers, method, length. */
final class HttpMutations {
    private static final String LINK = "; rel=\"http://www.w3.org/ns/json-ld#context\"";

    private static final List<String> NO_JSON =
            List.of(
                    "text/plain",
                    "text/html",
                    "application/xml",
                    "json",
                    "*/*",
                    "application/*",
                    ";",
                    "application/json5");

    private static final List<String> NO_ACCEPT =
            List.of(
                    "text/html",
                    "image/*",
                    "application/json;q=0",
                    "x",
                    "application/geo",
                    "text/*;q=0.5, x/y");

    private static final List<String> ODD_ACCEPT =
            List.of(
                    ",",
                    ";",
                    "*/*;q=0.1",
                    "application/json;q=x",
                    "application/json;q=-1",
                    "a/b;q=1,*/*;q=1e999",
                    "*");

    /** No id, and not even a path in some. */
    private static final List<String> NO_ID =
            List.of(
                    "x",
                    "%20",
                    "urn:",
                    "urn:a%20b",
                    "urn:a%00b",
                    "urn:%0d%0a",
                    "urn:%3Cx%3E",
                    "%E2%80%AE",
                    "%",
                    "%z",
                    "%zz",
                    "%ff",
                    "%c3%28",
                    "%ed%a0%80",
                    "%2e%2e%2f%2e%2e",
                    "a%5Cb",
                    "urn:a\\b",
                    "urn:{a}",
                    "urn:" + "x".repeat(5_000),
                    "%25%25",
                    "'%20OR%20'1'='1",
                    "urn:ngsi-ld:null");

    private static final List<String> NO_ATTRIBUTE =
            List.of(
                    "1a", "a%20b", "a-b", "%40id", "value", "a%00b", "%", "%zz", "%ff", "a%2Fb",
                    "x%0a");

    private final Template template;
    private final Request request;
    private final List<Mutation> mutations = new ArrayList<>();

    private HttpMutations(Template template) {
        this.template = template;
        this.request = template.request();
    }

    static List<Mutation> of(Template template) {
        var all = new HttpMutations(template);
        all.breakPath();
        all.breakTypes();
        all.breakContext();
        all.breakTenant();
        all.breakLength();
        all.breakMethod();
        return all.mutations;
    }

    private void breakPath() {
        var path = request.path();
        int id = path.indexOf(Templates.ID);
        if (id >= 0) {
            NO_ID.forEach(wrong -> path(path.replace(Templates.ID, wrong), template.isNgsiLd()));
        }
        if (path.contains("/attrs/")) {
            var before = path.substring(0, path.lastIndexOf('/') + 1);
            NO_ATTRIBUTE.forEach(wrong -> path(before + wrong, true));
        }
        for (var odd :
                List.of(
                        "/", "//", "/%00", "/..", "/%2e%2e", "/.", ";a=b", "%", "%ff", "/x/y/z",
                        "\t", "#x", "?", "?=&&=")) {
            path(path + odd, false);
        }
        path("/" + path, false);
        path(path.replace("/v1/", "/v1//"), false);
        path(path.replace("/v1/", "/v1;x=y/"), false);
        path(path.toUpperCase(Locale.ROOT), false);
        path("http://localhost" + path, false);
        path("*", false);
    }

    private void path(String path, boolean refused) {
        var broken = request.withPath(path);
        mutations.add(
                refused ? Mutation.refused("path", broken) : Mutation.anything("path", broken));
    }

    private void breakTypes() {
        if (template.body().isPresent()) {
            for (var type : NO_JSON) {
                header("Content-Type", type, template.isNgsiLd());
            }
            mutations.add(Mutation.anything("no type", request.withoutHeader("Content-Type")));
            header("Content-Type", "application/json; charset=x", false);
            header("Content-Type", "application/json;;;=,", false);
            header("Content-Type", "application/merge-patch+json", false);
            header("Content-Type", "multipart/form-data; boundary=x", false);
        }
        NO_ACCEPT.forEach(accept ->
                header("Accept", accept, template.isNgsiLd() && request.method().equals("GET")));
        ODD_ACCEPT.forEach(accept -> header("Accept", accept, false));
        header("Prefer", "body=json=\"", false);
    }

    private void breakContext() {
        if (!template.isNgsiLd()) {
            return;
        }
        header("Link", "nonsense", !request.method().equals("DELETE"));
        for (var url :
                List.of(
                        "",
                        "x",
                        "urn:",
                        "http://",
                        "http://%",
                        "file:///etc/passwd",
                        "http://localhost:1/x",
                        "jar:x")) {
            mutations.add(
                    Mutation.anything(
                            "Link " + url, request.withHeader("Link", "<" + url + ">" + LINK)));
        }
        if (template.body().isPresent() && template.body().get().isObject()) {
            var linked = request.withHeader("Content-Type", "application/ld+json");
            if (!template.body().get().has("@context")) {
                mutations.add(Mutation.refused("no @context", linked, "@context"));
            }
            mutations.add(
                    Mutation.refused(
                            "@context twice",
                            linked.withHeader("Link", "<https://example.org/c>" + LINK),
                            "Link"));
            for (var context :
                    List.of(
                            "1",
                            "true",
                            "null",
                            "\"x\"",
                            "[1]",
                            "{\"a\":1}",
                            "{\"@vocab\":1}",
                            "{\"@version\":1.0}",
                            "{\"a\":{\"@id\":\"b\"},\"b\":{\"@id\":\"a\"}}",
                            "{\"a\":{\"@container\":\"@x\"}}",
                            "\"http://localhost:1/x\"",
                            "[[[[]]]]",
                            "\"\\ud800\"")) {
                var text = new String(request.body(), StandardCharsets.UTF_8);
                mutations.add(
                        Mutation.anything(
                                "@context " + context,
                                linked.withBody(
                                        "{\"@context\":" + context + "," + text.substring(1))));
            }
        }
    }

    private void breakTenant() {
        for (var tenant : List.of("a b", "a/b", "ä", "x".repeat(51), "a;b", "..", "a'b")) {
            if (template.isNgsiLd()) {
                named("NGSILD-Tenant", tenant);
            } else {
                boolean provisioning = template.grammar() != Grammar.FREE;
                header("NGSILD-Tenant", tenant, provisioning);
                header("Fiware-ServicePath", tenant, provisioning);
            }
        }
        if (template.isNgsiLd()) {
            header("NGSILD-Tenant", "nobody-has-this-one", false);
        }
        header("Fiware-Correlator", "x".repeat(1_000), false);
        header("X-Large", "x".repeat(40_000), true);
    }

    private void breakLength() {
        if (template.body().isEmpty()) {
            return;
        }
        var empty = request.withBody("");
        mutations.add(Mutation.refused("no body", empty));
        for (var length : List.of("-1", "x", "", "1,2", "99999999999999999999")) {
            mutations.add(
                    Mutation.refused(
                            "length " + length, empty.withHeader("Content-Length", length)));
        }
        var chunk = Integer.toHexString(request.body().length) + "\r\n";
        var chunked =
                request.withHeader("Transfer-Encoding", "chunked")
                        .withBody(
                                chunk
                                        + new String(request.body(), StandardCharsets.UTF_8)
                                        + "\r\n0\r\n\r\n");
        mutations.add(
                template.isNgsiLd()
                        ? Mutation.refused("no length", chunked)
                        : Mutation.anything("no length", chunked));
        mutations.add(Mutation.refused("bad chunk", chunked.withBody("zz\r\nx")));
        mutations.add(Mutation.refused("other coding", empty.withHeader("Transfer-Encoding", "x")));
    }

    private void breakMethod() {
        for (var method :
                List.of(
                        "HEAD",
                        "OPTIONS",
                        "TRACE",
                        "get",
                        "PROPFIND",
                        "X",
                        "PATCH",
                        "PUT",
                        "POST",
                        "DELETE")) {
            mutations.add(Mutation.anything(method, request.withMethod(method)));
        }
        mutations.add(Mutation.anything("no host", request.withHeader("Host", "a b")));
        mutations.add(Mutation.anything("expects", request.withHeader("Expect", "nonsense")));
    }

    private void header(String name, String value, boolean refused) {
        var broken = request.withHeader(name, value);
        var what = name + ": " + (value.length() > 60 ? value.substring(0, 60) + "…" : value);
        mutations.add(refused ? Mutation.refused(what, broken) : Mutation.anything(what, broken));
    }

    private void named(String name, String value) {
        mutations.add(Mutation.refused(name + ": " + value, request.withHeader(name, value), name));
    }
}
