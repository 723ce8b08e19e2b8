package city.auriga.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line that is written over on a terminal, and again every few seconds elsewhere. */
final class LiveLine {
    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);
    private static final String ERASE_REST = "\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private boolean open;

    LiveLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    Duration pause() {
        return terminal ? ON_TERMINAL : ELSEWHERE;
    }

    void show(String text) {
        if (terminal) {
            out.print("\r" + text + ERASE_REST);
            out.flush();
            open = true;
        } else {
            out.println(text);
        }
    }

    /** What is printed next begins on a line of its own. */
    void end() {
        if (open) {
            out.println();
            open = false;
        }
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
