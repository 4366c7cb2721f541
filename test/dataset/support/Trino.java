import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trino.Session;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.testing.StandaloneQueryRunner;
import io.trino.testing.TestingSession;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs statements in a Trino of its own: one JSON object a line in, one out. Every column of a table is text. */
class Trino {
    private static final int ROWS_AT_ONCE = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] args) throws Exception {
        // The engine's logging takes System.out.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Session session = TestingSession.testSessionBuilder().setCatalog("memory").setSchema("default").build();
        try (StandaloneQueryRunner runner = new StandaloneQueryRunner(session)) {
            runner.installPlugin(new MemoryPlugin());
            runner.createCatalog("memory", "memory", Map.of());
            out.println("{}");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line; (line = in.readLine()) != null; ) {
                try {
                    run(runner, session, JSON.readTree(line));
                    out.println("{}");
                } catch (Exception error) {
                    out.println(JSON.writeValueAsString(Map.of("error", String.valueOf(error.getMessage()))));
                }
            }
        }
    }

    private static void run(StandaloneQueryRunner runner, Session session, JsonNode ask) throws Exception {
        String view = ask.get("view").asText();
        List<String> columns = new ArrayList<>();
        ask.get("columns").forEach(name -> columns.add('"' + name.asText().replace("\"", "\"\"") + "\" VARCHAR"));
        runner.execute(session, "CREATE TABLE " + view + " (" + String.join(", ", columns) + ")");
        List<String> rows = new ArrayList<>();
        for (JsonNode row : JSON.readTree(new File(ask.get("rows").asText()))) {
            List<String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell.isNull() ? "NULL" : "'" + cell.asText().replace("'", "''") + "'"));
            rows.add("(" + String.join(", ", cells) + ")");
        }
        for (int i = 0; i < rows.size(); i += ROWS_AT_ONCE) {
            String some = String.join(", ", rows.subList(i, Math.min(rows.size(), i + ROWS_AT_ONCE)));
            runner.execute(session, "INSERT INTO " + view + " VALUES " + some);
        }
        var result = runner.execute(session, ask.get("sql").asText());
        List<String> lines = new ArrayList<>(List.of(line(result.getColumnNames())));
        result.getMaterializedRows().forEach(row -> lines.add(line(row.getFields())));
        Files.writeString(Path.of(ask.get("csv").asText()), String.join("\n", lines) + "\n");
    }

    /** As the engine's own command line writes CSV_HEADER: every field in quotes, and NULL as an empty one. */
    private static String line(List<?> fields) {
        return fields.stream()
                .map(field -> '"' + (field == null ? "" : field.toString().replace("\"", "\"\"")) + '"')
                .collect(Collectors.joining(","));
    }
}
