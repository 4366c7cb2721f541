import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { DialectName } from '../../../src/adapters/dataset/index.js';

export type Cell = string | null;

/** A table whose columns are all text, and a statement over it. */
export interface Asked {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** The statement over a table or view of this name. */
  readonly sql: (view: string) => string;
}

/** An engine that comes with no package of ours. */
export interface AskedEngine {
  readonly dialect: DialectName;
  /** Path of the result as CSV, as the guide asks for it. */
  csv(asked: Asked): Promise<string>;
  stop(): void;
}

const script = (name: string): string => resolve(import.meta.dirname, name);

/**
 * Where an engine is, said by the environment: `TRIBUNE_SPARK` is a Python that has pyspark; `TRIBUNE_TRINO` a folder with the jars of Trino's `trino-testing` and
 * `trino-memory` and what they need, which the Java of `JAVA_HOME` runs.
 */
const COMMANDS: readonly { dialect: DialectName; variable: string; command: (where: string) => string[] }[] = [
  { dialect: 'spark', variable: 'TRIBUNE_SPARK', command: (python) => [python, script('spark.py')] },
  {
    dialect: 'trino',
    variable: 'TRIBUNE_TRINO',
    command: (jars) => [
      join(process.env.JAVA_HOME ?? '/usr', 'bin/java'),
      '--add-modules=jdk.incubator.vector',
      '-cp',
      `${jars}/*`,
      script('Trino.java'),
    ],
  },
];

/** What a test takes at most: to plan a statement of a hundred lines takes these engines seconds. */
export const ASKED_TIMEOUT_MS = COMMANDS.some(({ variable }) => process.env[variable] !== undefined) ? 900_000 : 60_000;

/** The engines that are there; of each that is not, one line is printed. */
export async function askedEngines(): Promise<AskedEngine[]> {
  const engines: AskedEngine[] = [];
  for (const { dialect, variable, command } of COMMANDS) {
    const where = process.env[variable];
    if (where === undefined) console.log(`skipped: tallies of ${dialect} (${variable} names none)`);
    else engines.push(await started(dialect, command(where)));
  }
  return engines;
}

async function started(dialect: DialectName, [program, ...args]: readonly string[]): Promise<AskedEngine> {
  const folder = mkdtempSync(join(tmpdir(), `tribune-${dialect}-`));
  const child: ChildProcessWithoutNullStreams = spawn(program!, [...args, folder], { cwd: folder });
  const said: string[] = [];
  child.stderr.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<void> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${dialect} ended: ${said.join('').slice(-2000)}`);
    // What it logs stands between the answers.
    if (!value.startsWith('{')) return answer();
    const { error } = JSON.parse(value) as { error?: string };
    if (error !== undefined) throw new Error(`${dialect}: ${error}`);
  };
  await answer();
  let views = 0;
  return {
    dialect,
    async csv({ columns, rows, sql }) {
      const view = `people_${++views}`;
      const [from, csv] = [join(folder, `${view}.json`), join(folder, `${view}.csv`)];
      writeFileSync(from, JSON.stringify(rows));
      child.stdin.write(`${JSON.stringify({ columns, rows: from, view, sql: sql(view), csv })}\n`);
      await answer();
      return csv;
    },
    stop() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
