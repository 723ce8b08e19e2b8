package city.auriga.iot.expression.value;

/** Builds a text no longer than an expression may produce. */
public final class TextBuilder {
    private final StringBuilder text = new StringBuilder();
    private final int most;

    public TextBuilder() {
        this(Budget.MAX_TEXT);
    }

    TextBuilder(int most) {
        this.most = most;
    }

    public TextBuilder append(CharSequence more) {
        return append(more, 0, more.length());
    }

    public TextBuilder append(CharSequence more, int start, int end) {
        Budget.checkText((long) text.length() + end - start, most);
        text.append(more, start, end);
        return this;
    }

    public TextBuilder append(char more) {
        Budget.checkText(text.length() + 1L, most);
        text.append(more);
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
