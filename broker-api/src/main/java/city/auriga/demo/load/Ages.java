package city.auriga.demo.load;

import java.util.Arrays;

/** How old something was when it arrived, in microseconds. Safe for all threads. */
final class Ages {
    private static final int MOST = 1_000_000;

    private long[] micros = new long[1000];
    private int count;

    /** Beyond the millionth nothing is kept. */
    synchronized void note(long age) {
        if (count == micros.length && count < MOST) {
            micros = Arrays.copyOf(micros, Math.min(count * 2, MOST));
        }
        if (count < micros.length) {
            micros[count++] = age;
        }
    }

    synchronized int count() {
        return count;
    }

    /**
     * The age that such a part of all is not above; 0 if there are none.
     *
     * @param part of 1; 0.99 for all but one in a hundred
     */
    synchronized long percentile(double part) {
        var sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[Math.max((int) Math.ceil(count * part) - 1, 0)];
    }
}
