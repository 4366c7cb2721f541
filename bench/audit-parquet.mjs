// Rates over a large Parquet file with two attributes, against the bare GROUP BY of the same engine in the same run.
// node bench/audit-parquet.mjs [rows]      needs a built dist/; writes its data to the system's temporary directory.
// Each contestant runs in a process of its own, so that the peak of resident memory is its own too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROWS = Number(process.argv[2] ?? 50_000_000);
const RUNS = 3;
/** Both contestants get the same limit; the numbers to reach allow 512 MB resident. */
const MEMORY_LIMIT = '256MB';
const directory = join(tmpdir(), 'tribune-bench');
const path = join(directory, `people-${ROWS}.parquet`);

const POLICY = {
  name: 'bench',
  version: '1',
  owner: null,
  purpose: null,
  requirements: [],
  statistics: { level: 0.95, multiplicity: 'holm', seed: 1, replicates: 100 },
  data: {
    where: null,
    whereText: null,
    label: { column: 'y', positive: null, negative: null },
    prediction: { column: 'p', positive: null, negative: null },
    score: 's',
    cutoff: null,
    weight: null,
    weightKind: 'none',
    favourable: 1,
    attributes: ['race', 'sex'].map((name) => ({ name, column: name, reference: null, bins: null })),
    intersections: [],
    strata: [],
    minGroupSize: 30,
    missing: [],
    unknown: 'exclude',
    scoreScale: 1,
    scoreBins: { lower: 0, upper: 1, count: 1000 },
    live: {},
  },
};

async function connect() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return (await DuckDBInstance.create(':memory:', { memory_limit: MEMORY_LIMIT, temp_directory: directory })).connect();
}

const CONTESTANTS = {
  async make() {
    const connection = await connect();
    await connection.run(`COPY (
      SELECT ['White', 'Black', 'Asian', 'Hispanic', 'Other'][1 + (hash(i) % 5)::INT] AS race, ['F', 'M'][1 + (hash(i + 1) % 2)::INT] AS sex,
        (hash(i + 2) % 2)::INT AS y, (hash(i + 3) % 2)::INT AS p, (hash(i + 4) % 1000000) / 1e6 AS s
      FROM range(${ROWS}) t(i)) TO '${path}' (FORMAT parquet)`);
  },
  async bare() {
    const connection = await connect();
    await connection.runAndReadAll(`SELECT race, sex, y, p, count(*) FROM read_parquet('${path}') GROUP BY ALL`);
  },
  async tally() {
    const { openFiles } = await import('../dist/adapters/dataset/index.js');
    const { tally } = await openFiles([path], { memoryLimit: MEMORY_LIMIT }).tally({
      policy: POLICY,
      policyDigest: '',
      scores: false,
    });
    if (tally.rowsRead !== ROWS) throw new Error(`${tally.rowsRead} rows read`);
  },
  async scores() {
    const { openFiles } = await import('../dist/adapters/dataset/index.js');
    await openFiles([path], { memoryLimit: MEMORY_LIMIT }).tally({ policy: POLICY, policyDigest: '', scores: true });
  },
};

const contestant = process.env.TRIBUNE_BENCH;
if (contestant !== undefined) {
  const started = performance.now();
  await CONTESTANTS[contestant]();
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
} else {
  mkdirSync(directory, { recursive: true });
  const run = (name) => {
    const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, String(ROWS)], {
      env: { ...process.env, TRIBUNE_BENCH: name },
    });
    if (stdout.length === 0) throw new Error(String(stderr));
    return JSON.parse(String(stdout));
  };
  if (!existsSync(path)) run('make');
  console.log(`${ROWS} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB of Parquet, median of ${RUNS}`);
  const median = (name) =>
    Array.from({ length: RUNS }, () => run(name)).sort((a, b) => a.seconds - b.seconds)[Math.floor(RUNS / 2)];
  const bare = median('bare');
  const names = process.argv.includes('--scores') ? ['tally', 'scores'] : ['tally'];
  const show = (name, { seconds, megabytes }) =>
    console.log(
      `${name.padEnd(8)} ${seconds.toFixed(2)} s  ${(seconds / bare.seconds).toFixed(2)} x bare  ${megabytes.toFixed(0)} MB resident`,
    );
  show('bare', bare);
  for (const name of names) show(name, median(name));
}
