package city.auriga.api.fuzz;

import static java.util.Map.entry;

import city.auriga.api.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Breaks the query parameters of a request. */
final class ParameterMutations {
    private static final List<String> NO_NUMBER =
            List.of("", "-1", "x", "1.5", "1e3", "99999999999", " 1", "0x1", "²");
    private static final List<String> NO_LIST = List.of("", ",", "a,,b", "1a", "a b", "a{b}", "a{");
    private static final List<String> NO_QUERY =
            List.of(
                    "",
                    "a=>1",
                    "(a==1",
                    "a==",
                    "a;;b",
                    "==1",
                    "a~=\"[\"",
                    "a b",
                    "a==1;",
                    "()",
                    "a..b");

    /** Values that each parameter cannot have, not encoded. */
    private static final Map<String, List<String>> WRONG =
            Map.ofEntries(
                    entry("limit", NO_NUMBER),
                    entry("offset", NO_NUMBER),
                    entry("count", List.of("", "yes", "1", "true false")),
                    entry("local", List.of("", "yes", "1")),
                    entry("details", List.of("", "yes", "1")),
                    entry("deleteAll", List.of("", "yes", "1")),
                    entry("options", List.of("", "x", "normalized,x", ",", "SysAttrs")),
                    entry("format", List.of("", "x", "Normalized")),
                    entry(
                            "id",
                            List.of("", "x", "urn:", "urn:a:b,", "urn:a b", "urn:a:b,,urn:a:c")),
                    entry("idPattern", List.of("", "(", "[a", "a{1001}{1001}", "*")),
                    entry("type", List.of("", " ", "a b", "(", "a;", "1a", "a,,b", "(a;b", "a)")),
                    entry("q", NO_QUERY),
                    entry("csf", NO_QUERY),
                    entry("scopeQ", List.of("", "a b", "(/a", "/a//b", "/1", "/a;")),
                    entry(
                            "georel",
                            List.of(
                                    "",
                                    "near",
                                    "around",
                                    "near;maxDistance==x",
                                    "near;maxDistance==-1")),
                    entry("geometry", List.of("", "Circle", "point", "GeometryCollection")),
                    entry(
                            "coordinates",
                            List.of(
                                    "",
                                    "x",
                                    "[",
                                    "1",
                                    "[1]",
                                    "{}",
                                    "[\"1\",\"2\"]",
                                    "[[1,2]]",
                                    "[181,0]",
                                    "[1e999,0]")),
                    entry("geoproperty", List.of("", "a b", "1a")),
                    entry("pick", NO_LIST),
                    entry("omit", NO_LIST),
                    entry("attrs", NO_LIST),
                    entry("lang", List.of("")),
                    entry("datasetId", List.of("", "x", "urn:a:b,x")),
                    entry("expandValues", List.of("")),
                    entry("jsonKeys", List.of("")),
                    entry("keep", NO_LIST),
                    entry("drop", NO_LIST),
                    entry("join", List.of("", "x", "Inline")),
                    entry("joinLevel", List.of("", "x", "0", "-1", "1.5", "99999999999")),
                    entry("containedBy", List.of("", "x", "urn:a:b,x")),
                    entry("orderBy", List.of("", ",", "a;up", "a;desc;asc", "1a", "a[b", "id,,a")),
                    entry("orderFrom", List.of("", "x", "[", "1", "[1]", "{}")),
                    entry("orderGeometry", List.of("", "Circle", "point")),
                    entry("collation", List.of("", "!!nope", "not a bcp47 tag!!")),
                    entry("entityMapLifetime", List.of("", "x", "1M", "P", "PT", "-PT1M")),
                    entry("kind", List.of("", "x", "cached")),
                    entry("reload", List.of("", "yes", "1")),
                    entry("observedAt", List.of("", "x", "2026-01-01", "2026-02-30T00:00:00Z")));

    /** As they stand in the URL: text that is none. */
    private static final List<String> UNDECODABLE =
            List.of("%", "%z", "%zz", "%ff", "%c0%af", "%ed%a0%80");

    /** Odd, but perhaps valid. */
    private static final List<String> ODD =
            List.of(
                    "\u0000",
                    "a\u0000b",
                    "\n",
                    "\u202e",
                    "\ud83d\ude00",
                    "*",
                    "'",
                    "\"",
                    "\\",
                    "%",
                    ";",
                    "urn:ngsi-ld:null",
                    "true",
                    "0",
                    "1",
                    "-0",
                    "2147483647",
                    "()",
                    "a",
                    "a==1",
                    "a==1e400",
                    "a==1..2",
                    "a==\"\\u0000\"",
                    "a==\"\\ud800\"",
                    "a~=\"(a+)+$\"",
                    "a[b.c].d==urn:a:b",
                    "a.b.c.d.e.f==\"x\"",
                    "a==2026-02-30T00:00:00Z",
                    "(((((((((((((((((((a)))))))))))))))))))",
                    "[[[[[[[[",
                    "[0,0]",
                    "within",
                    "near;minDistance==1e308",
                    "id",
                    "type",
                    "scope",
                    "createdAt",
                    "a;b|c",
                    "/#",
                    "/+/+",
                    ".*",
                    "x".repeat(5_000),
                    "(".repeat(500),
                    "a;".repeat(1_000) + "a",
                    "a,".repeat(1_000) + "a");

    private final Template template;
    private final List<Mutation> mutations = new ArrayList<>();

    private ParameterMutations(Template template) {
        this.template = template;
    }

    static List<Mutation> of(Template template) {
        var all = new ParameterMutations(template);
        template.request().parameters().forEach(p -> all.breakParameter(p.getKey(), p.getValue()));
        all.addUnknown();
        return all.mutations;
    }

    private void breakParameter(String name, String value) {
        var others = template.request().withoutParameter(name);
        for (var wrong : WRONG.getOrDefault(name, List.of())) {
            var request = others.withParameter(name, Api.segment(wrong));
            mutations.add(Mutation.refused(name + "='" + wrong + "'", request, name));
        }
        for (var undecodable : UNDECODABLE) {
            var request = others.withParameter(name, undecodable);
            mutations.add(refusedIfNgsiLd(name + "=" + undecodable, request));
        }
        for (var odd : ODD) {
            mutations.add(
                    Mutation.anything(
                            name + "='" + odd + "'", others.withParameter(name, Api.segment(odd))));
        }
        mutations.add(Mutation.anything("no " + name, others));
        mutations.add(
                Mutation.anything("twice " + name, template.request().withParameter(name, value)));
    }

    private void addUnknown() {
        for (var name : List.of("x", "Limit", "page", "typ%65%20")) {
            var request = template.request().withParameter(name, "1");
            mutations.add(
                    template.isNgsiLd()
                            ? Mutation.refused("unknown " + name, request, name.substring(0, 1))
                            : Mutation.anything("unknown " + name, request));
        }
        for (var undecodable : UNDECODABLE) {
            var request = template.request().withParameter(undecodable, "1");
            mutations.add(refusedIfNgsiLd("unknown " + undecodable, request));
        }
        var many = template.request();
        for (int i = 0; i < 1_500; i++) {
            many = many.withParameter("x", "1");
        }
        mutations.add(refusedIfNgsiLd("many parameters", many));
        mutations.add(refusedIfNgsiLd("no name", template.request().withParameter("", "1")));
        for (var name : new TreeSet<>(WRONG.keySet())) {
            mutations.add(
                    Mutation.anything(
                            name + " besides", template.request().withParameter(name, "x")));
        }
    }

    private Mutation refusedIfNgsiLd(String what, Request request) {
        return template.isNgsiLd()
                ? Mutation.refused(what, request)
                : Mutation.anything(what, request);
    }
}
