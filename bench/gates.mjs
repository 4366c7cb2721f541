// What a gate costs: reading records with an enforced, open gate beside reading them without one, in turns in this process; and judging a gate.
//   node bench/gates.mjs [rounds=30] [dist=dist]
// The ratio is of reading and checking alone, which is a part of what taking in costs: of the whole it is nearer to 1.
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { fieldsOf } from './ingest-mixes.mjs';

const rounds = Number(process.argv[2] ?? 30);
const dist = process.argv[3] ?? 'dist';
const load = (path) => import(pathToFileURL(join(resolve(dist), path)).href);
const { readItems } = await load('domain/decisions/ingest/read-items.js');
const { GateCounts, GateDoor } = await load('domain/gate-door/index.js');
const { IdFingerprints } = await load('domain/recent-ids/index.js');
const { RegistryView } = await load('domain/registry/index.js');
const { GateView, subjectKey, checkGate, digestOfSet } = await load('core/gates/index.js');

const RECORDS = 500;
const BODIES_A_ROUND = 40;
const VERSION = `sha256:${'1'.repeat(64)}`;
const subject = { version: VERSION, cutoff: 0.5, policyDigest: null };
const registry = new RegistryView({
  systems: [],
  models: [{ id: 'compas', system: 's', description: '' }],
  versions: [{ model: 'compas', digest: VERSION, label: '1' }],
  deployments: [{ id: 'compas/prod', model: 'compas', environment: 'prod', activations: [{ fromMs: 0, ...subject }] }],
});
const rule = (places) => ({
  ...{ mode: 'enforce', sinceMs: 0, places, lateMs: 3_600_000 },
  spans: new Map([
    [
      subjectKey(subject),
      [
        { fromMs: 0, untilMs: 1 },
        { fromMs: 1, untilMs: Number.MAX_SAFE_INTEGER },
      ],
    ],
  ]),
});
const views = {
  'no gate': null,
  gate: new GateView(new Map([['compas/prod', rule(null)]])),
  'gate of places': new GateView(new Map([['compas/prod', rule(['US'])]])),
};
const bodies = Array.from({ length: 4 }, () =>
  Buffer.from(
    Array.from({ length: RECORDS }, (_, i) =>
      JSON.stringify({
        ...{ id: randomUUID(), deployment: 'compas/prod', decidedAt: new Date(Date.now() - i * 1000).toISOString() },
        ...fieldsOf('plain', i),
        ...{ outcome: i & 1, route: 'automatic', jurisdiction: 'US-FL' },
      }),
    ).join('\n'),
  ),
);
const fingerprints = new IdFingerprints(7);
const counts = new GateCounts();
const read = (body, view) => {
  const nowMs = Date.now();
  const door = view === null ? null : new GateDoor(view, nowMs, counts);
  const options = { kind: 'decision', form: 'ndjson', nowMs, registry, door, fingerprints };
  const { rejected } = readItems(body, { ...options, randomBytes: (n) => new Uint8Array(n) });
  if (rejected.length > 0) throw new Error(rejected[0].message);
};
const runs = Object.entries(views).map(([name, view]) => ({ name, view, times: [] }));
for (let round = 0; round < rounds; round++) {
  // Forwards and backwards in turn: whoever comes second finds warmer or hotter a processor.
  for (const run of round % 2 ? runs.toReversed() : runs) {
    const before = process.cpuUsage();
    for (let i = 0; i < BODIES_A_ROUND; i++) read(bodies[i % bodies.length], run.view);
    const { user, system } = process.cpuUsage(before);
    run.times.push((user + system) / (BODIES_A_ROUND * RECORDS));
  }
}
const middle = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
const least = (times) => Math.min(...times);
const [none] = runs;
for (const { name, times } of runs)
  console.log(
    `${name.padEnd(15)} ${middle(times).toFixed(3)} us a record (least ${least(times).toFixed(3)}), ${(middle(times) / middle(none.times)).toFixed(3)} of no gate`,
  );

const REQUIREMENTS = 50;
const GATES = 1000;
const NOW = Date.now();
const items = (i) =>
  [0, 1, 2].map((age) => ({
    digest: `sha256:${i}-${age}`,
    kind: 'audit',
    what: `audit ${i}`,
    untilMs: NOW + 1e9 - age,
  }));
const requirements = Array.from({ length: REQUIREMENTS }, (_, i) => ({
  ...{ id: `r${i}`, kind: 'audit', who: ['validator'] },
  seen: { status: 'met', items: items(i) },
}));
const evidence = Object.fromEntries(requirements.map(({ id, seen }) => [id, seen.items[0].digest]));
const person = (name, role) => ({
  person: name,
  isActive: true,
  roles: [role],
  isOwner: role === 'owner',
  isDeputy: false,
  isBuilder: false,
});
const took = [];
for (let i = 0; i < GATES; i++) {
  const [gate, deployment] = [`sha256:${i}`, `d${i}`];
  const set = digestOfSet({ gate, deployment, subject, evidence });
  const signed = (id, role) => ({ id, role, evidence, set, atMs: NOW - 1, signer: person(id, role) });
  const approvers = [
    { role: 'validator', not: [] },
    { role: 'owner', not: [] },
  ];
  const signOffs = [signed('a', 'validator'), signed('b', 'owner')];
  const began = performance.now();
  const { state } = checkGate({
    gate,
    deployment,
    subject,
    requirements,
    approvers,
    holdsMs: 1e10,
    signOffs,
    nowMs: NOW,
  });
  took.push(performance.now() - began);
  if (state !== 'open') throw new Error(state);
}
took.sort((a, b) => a - b);
console.log(
  `judging a gate of ${REQUIREMENTS} requirements, ${GATES} of them: p50 ${took[GATES / 2].toFixed(3)}, p99 ${took[GATES * 0.99].toFixed(3)} ms, without looking anything up`,
);
