// An audit of 1,000,000 amounts in 5, 10 and 50 groups, and of amounts with a label, against the audit of 1,000,000 decisions of 0 and 1 of the same people, Parquet -> verdict, in the same run.
// node bench/audit-amounts.mjs [rows]     needs a built dist/; prints seconds, those of all processors, and the ratios (at most 1.5 is asked of amounts as people are given them: round sums).
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { openFiles } from '../dist/adapters/dataset/index.js';
import { runAudit } from '../dist/domain/audits/index.js';
import { amounts, binary, writePeople } from './peers/amount-people.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const REPEATS = 5;
const POLICIES = {
  binary: binary('group'),
  'round sums': amounts('round', 'group'),
  'cents, nearly all distinct': amounts('cents', 'group'),
  'cents with a label': amounts('cents', 'group', '\n  label: actual'),
  'cents in 10 groups': amounts('cents', 'ten'),
  'cents in 50 groups': amounts('cents', 'fifty'),
};

const { parquet: data } = await writePeople(rows);
const best = {};
const work = {};
for (let i = 0; i < REPEATS; i++)
  for (const [name, policy] of Object.entries(POLICIES)) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    await runAudit(openFiles([data]), { policy, today: '2026-11-28' });
    const { user, system } = process.cpuUsage(used);
    best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, (performance.now() - start) / 1000);
    // On a machine with other work the time of its processors says more than the clock.
    work[name] = Math.min(work[name] ?? Number.POSITIVE_INFINITY, (user + system) / 1e6);
  }
for (const [name, seconds] of Object.entries(best))
  process.stdout.write(
    `${name}: ${seconds.toFixed(2)} s, ${(seconds / best.binary).toFixed(2)} times the binary audit; of processors ${work[name].toFixed(2)} s, ${(work[name] / work.binary).toFixed(2)} times\n`,
  );
