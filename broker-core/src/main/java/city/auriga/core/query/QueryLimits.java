package city.auriga.core.query;

/**
 * What a query may cost; beyond is TooComplexQuery.
 *
 * @param maxLength characters of a query
 * @param maxDepth parentheses and braces inside each other
 * @param maxNodes conditions, connectives and values
 */
public record QueryLimits(int maxLength, int maxDepth, int maxNodes) {
    public static final QueryLimits DEFAULT = new QueryLimits(4096, 64, 512);

    public QueryLimits {
        if (maxLength < 1 || maxDepth < 1 || maxNodes < 1) {
            throw new IllegalArgumentException("query limits must be positive");
        }
    }
}
