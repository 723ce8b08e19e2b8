package city.auriga.api.binding;

import city.auriga.api.config.LimitSettings;
import city.auriga.core.problem.NgsiLdException;
import city.auriga.core.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/**
 * The page that a request asks for (6.3.10, 6.3.13).
 *
 * @param limit items of the page; 0 only together with a count
 * @param offset index of the first item, from 0 on
 * @param count whether the number of all items is wanted
 */
public record Page(int limit, int offset, boolean count) {
    private static final String COUNT_HEADER = "NGSILD-Results-Count";

    public static Page parse(Parameters parameters, LimitSettings limits) {
        boolean count = parameters.flag("count");
        int limit = parameters.number("limit", limits.pageSize());
        if (limit == 0 && !count) {
            throw NgsiLdException.badData("limit", "limit=0 is allowed only with count=true");
        }
        if (limit > limits.maxPageSize()) {
            throw new NgsiLdException(
                    Problem.TOO_MANY_RESULTS,
                    "limit may be at most " + limits.maxPageSize() + ", but is " + limit,
                    "limit");
        }
        return new Page(limit, parameters.index("offset"), count);
    }

    /**
     * Adds the headers of a page to a reply.
     *
     * @param path of the collection, with a leading slash
     * @param hasNext whether items follow
     * @param total of all items; negative if unknown
     */
    public Reply decorate(
            Reply reply,
            String path,
            Parameters parameters,
            Media media,
            boolean hasNext,
            long total) {
        var decorated = reply;
        for (var link : links(path, parameters, media, hasNext)) {
            decorated = decorated.withHeader("Link", link);
        }
        return count ? decorated.withHeader(COUNT_HEADER, Long.toString(total)) : decorated;
    }

    private List<String> links(String path, Parameters parameters, Media media, boolean hasNext) {
        var links = new ArrayList<String>();
        if (limit > 0 && offset > 0) {
            links.add(link(path, parameters, media, Math.max(0, offset - limit), "prev"));
        }
        if (limit > 0 && hasNext) {
            links.add(link(path, parameters, media, offset + limit, "next"));
        }
        return links;
    }

    /**
     * With only those characters encoded that may not stand in a query, or would part parameters. A
     * plus would be read as a space.
     */
    private static String encoded(String value) {
        return UriUtils.encodeQuery(value, StandardCharsets.UTF_8)
                .replace("&", "%26")
                .replace("+", "%2B");
    }

    private String link(
            String path, Parameters parameters, Media media, int newOffset, String relation) {
        var all = new TreeMap<>(parameters.all());
        all.put("limit", Integer.toString(limit));
        all.put("offset", Integer.toString(newOffset));
        var query =
                all.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                        .collect(Collectors.joining("&"));
        return "<"
                + path
                + "?"
                + query
                + ">; rel=\""
                + relation
                + "\"; type=\""
                + media.type()
                + "\"";
    }
}
