package city.auriga.storage.server;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The text of postgresql.conf. Written at every start, so that a newer Auriga's values take effect.
 */
final class ServerSettingsFile {

    private static final String HEADER =
            """
            # Written by Auriga at every start. Values of your own belong into operator.conf beside
            # this file: they win over these, except for the address and the port.
            """;

    private static final int MEGABYTE = 1024 * 1024;

    private ServerSettingsFile() {}

    static String text(int port, Map<String, String> replaced) {
        var settings = defaults(machineMegabytes());
        settings.putAll(replaced);
        var last = new LinkedHashMap<String, String>();
        last.put("listen_addresses", "127.0.0.1");
        last.put("port", String.valueOf(port));
        // relative to the cluster: an absolute path is often longer than a socket's may be
        last.put("unix_socket_directories", ".");
        return HEADER + lines(settings) + "include_if_exists = 'operator.conf'\n" + lines(last);
    }

    private static long machineMegabytes() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() / MEGABYTE
                : 2048;
    }

    static Map<String, String> defaults(long machineMegabytes) {
        var settings = new LinkedHashMap<String, String>();
        memory(settings, machineMegabytes);
        writing(settings);
        logging(settings);
        settings.put("max_connections", "100");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("timezone", "UTC");
        settings.put("lc_messages", "C");
        // the broker's statements are short: compiling them costs more than it saves
        settings.put("jit", "off");
        settings.put("random_page_cost", "1.1");
        return settings;
    }

    private static void memory(Map<String, String> settings, long machineMegabytes) {
        settings.put("shared_buffers", Math.clamp(machineMegabytes / 8, 128, 4096) + "MB");
        settings.put("effective_cache_size", Math.max(256, machineMegabytes / 2) + "MB");
        settings.put("maintenance_work_mem", Math.clamp(machineMegabytes / 64, 64, 512) + "MB");
        settings.put("work_mem", "16MB");
    }

    private static void writing(Map<String, String> settings) {
        settings.put("fsync", "on");
        settings.put("full_page_writes", "on");
        settings.put("synchronous_commit", "on");
        settings.put("wal_compression", "on");
        settings.put("wal_buffers", "16MB");
        // checkpoints far apart: each makes the next write of every page a whole page in the log
        settings.put("checkpoint_timeout", "15min");
        settings.put("checkpoint_completion_target", "0.9");
        settings.put("min_wal_size", "512MB");
        settings.put("max_wal_size", "4GB");
        // rows are updated all the time: many small clean-ups keep tables and updates short
        settings.put("autovacuum_naptime", "15s");
        settings.put("autovacuum_vacuum_scale_factor", "0.05");
        settings.put("autovacuum_analyze_scale_factor", "0.05");
        settings.put("autovacuum_vacuum_cost_limit", "2000");
    }

    private static void logging(Map<String, String> settings) {
        settings.put("logging_collector", "on");
        settings.put("log_directory", "log");
        settings.put("log_filename", "postgresql-%Y%m%d-%H%M%S.log");
        settings.put("log_file_mode", "0600");
        settings.put("log_rotation_size", "10MB");
        settings.put("log_rotation_age", "1d");
        settings.put("log_timezone", "UTC");
        settings.put("log_line_prefix", "%m [%p] ");
        settings.put("log_checkpoints", "off");
        // a statement holds the city's data, which does not belong in a log
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
    }

    private static String lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "%s = '%s'\n".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining());
    }
}
