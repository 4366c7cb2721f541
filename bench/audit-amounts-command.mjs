// The whole command `tribune audit` of 1,000,000 amounts, from the file to the verdict, against that of 1,000,000 decisions of 0 and 1 of the same people, by turns, Parquet and CSV.
// node bench/audit-amounts-command.mjs [turns] [rows]     needs a built dist/; prints medians of wall time, of processor time and of memory, and their ratios (at most 1.5 is asked of amounts).
// Quiet machine, 2 cores, 2026-11-29, medians of 9: Parquet round sums 1.10 times the wall time and 1.08 times the processor time, cents 1.32 and 1.41; CSV 1.16 and 1.14, 1.36 and 1.43.
// With a label (2026-11-30, load 20 to 30, so upper bounds): processor time Parquet 0.78 s against 0.53 (1.48) and 0.81 against 0.53 (1.53) by medians of 11, 1.42 and 1.47 by the smallest of them; in a third run 0.75 against 0.52 (1.45, 1.41); CSV 1.32 by medians of 7, 1.42 in another run.
// Before loops that call nothing, steps by place, and doubles as they stand: 1.69 and 1.50 in the same hour; before rows were summed as numbers 2.4 and 2.3.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { amounts, binary, writePeople } from './peers/amount-people.mjs';

const turns = Number(process.argv[2] ?? 9);
const rows = Number(process.argv[3] ?? 1_000_000);
const PROGRAM = resolve(import.meta.dirname, '../dist/bundle/main.js');
const POLICIES = {
  binary: binary('group'),
  'round sums': amounts('round', 'group'),
  cents: amounts('cents', 'group'),
  'cents with a label': amounts('cents', 'group', '\n  label: actual'),
};

/** Says at the end, on a pipe of its own, what the command used: processor time of all its threads, and the most memory. */
const TELL = `import { writeSync } from 'node:fs';
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024]));
});`;
const told = `data:text/javascript,${encodeURIComponent(TELL)}`;

function audit(file, policy) {
  const start = performance.now();
  const words = ['--import', told, PROGRAM, 'audit', file, '--policy', policy, '--quiet'];
  const { status, output, stderr } = spawnSync(process.execPath, words, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  if (status > 3) throw new Error(String(stderr));
  const [processors, megabytes] = JSON.parse(String(output[3]));
  return { wall: (performance.now() - start) / 1000, processors, megabytes };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const people = await writePeople(rows);
const policies = mkdtempSync(join(tmpdir(), 'tribune-bench-policies-'));
try {
  for (const [name, text] of Object.entries(POLICIES)) writeFileSync(join(policies, `${name}.yaml`), text);
  const runs = {};
  for (let turn = 0; turn < turns; turn++)
    for (const [format, file] of Object.entries(people))
      for (const name of Object.keys(POLICIES)) {
        const used = audit(file, join(policies, `${name}.yaml`));
        runs[`${format}, ${name}`] = [...(runs[`${format}, ${name}`] ?? []), used];
      }
  for (const [name, all] of Object.entries(runs)) {
    const base = runs[`${name.split(', ')[0]}, binary`];
    const shown = ['wall', 'processors', 'megabytes'].map((of) => {
      const [value, of0] = [all, base].map((some) => median(some.map((used) => used[of])));
      return `${value.toFixed(of === 'megabytes' ? 0 : 2)} (${(value / of0).toFixed(2)})`;
    });
    process.stdout.write(`${name}: wall ${shown[0]} s, processors ${shown[1]} s, memory ${shown[2]} MB\n`);
  }
} finally {
  rmSync(policies, { recursive: true });
}
