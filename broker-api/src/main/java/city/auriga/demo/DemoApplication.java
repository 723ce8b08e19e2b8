package city.auriga.demo;

import java.util.List;

/** Starts the demo: {@code ./auriga demo}. */
public final class DemoApplication {
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private DemoApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        var list = List.of(arguments);
        if (list.contains("--help") || list.contains("-h")) {
            System.out.print(Options.HELP);
            return;
        }
        System.exit(run(list));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (DemoException e) {
            System.err.println("demo: " + e.getMessage());
            return WRONG_USE;
        }
        var demo = new Demo(options, System.out, isTerminal());
        stopOnSignal(demo);
        try {
            demo.run();
            return 0;
        } catch (DemoException e) {
            System.err.println("demo: " + e.getMessage());
            return FAILED;
        }
    }

    // null again since JDK 25 if the output goes elsewhere
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** Ctrl-C ends the city, not the demo's last words. */
    private static void stopOnSignal(Demo demo) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            try {
                                demo.stop();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        }));
    }
}
