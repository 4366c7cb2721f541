// A service that watches what it is sent under load, and expects to be killed. Says on its output, one line of JSON each:
//   postgres: the process of the embedded PostgreSQL     acknowledged: the name of a request     seen: everything that the monitor knows
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfiguration } from '../../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../../src/apps/rooms/index.js';
import { openControlPlane } from '../../../src/apps/server/control-plane.js';
import { applyDocument } from '../../../src/apps/server/documents/apply-document.js';
import { REGISTRY } from '../../server/support/compas.js';
import { entryTypes } from '../acts/entry-types.js';
import { bodyOf, DEPLOYMENT, type Kind, nameOf, POLICY, REQUESTS_AN_HOUR } from './load.js';

const { dataDir, fromHour, untilHour, acknowledged } = JSON.parse(process.argv[2]!) as {
  readonly dataDir: string;
  readonly fromHour: number;
  /** Hour after which everything is looked at; null where the load goes on until the process is killed. */
  readonly untilHour: number | null;
  readonly acknowledged: readonly string[];
};
const done = new Set(acknowledged);
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

// Requests of an hour come in any order, and a service may be away for long: nothing must be late, and no silence close a block.
const text = 'tribune: service/v1\nmonitor: { lateness: 2 h, idle: 24 h }';
const configuration = readConfiguration(sectionsOf(await loadRooms()), { path: 'tribune.yaml', text });
const plane = await openControlPlane({
  ...{ dataDir, configuration, version: '0.0.0-test' },
  service: { publishIntervalMs: 50, epochMs: 0 },
});
const { ingest, monitor } = plane.deps;
say({ postgres: plane.store.databasePid() });
await plane.startJobs();
await untilItIs(() => applyDocument(REGISTRY, 'test', plane.deps));
await untilItIs(() => monitor.watches.watch([DEPLOYMENT], POLICY, 'test'));

/** As a good client does: again until it is acknowledged. */
async function untilItIs<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (cause) {
      const { code, message } = cause as { code?: string; message: string };
      if (code !== 'STORE_UNAVAILABLE' && code !== 'SERVICE_BUSY') {
        say({ problem: `${code} ${message}` });
        process.exit(1);
      }
      await sleep(20);
      const postgres = plane.store.databasePid();
      if (postgres !== null) say({ postgres });
    }
  }
}

async function send(kind: Kind, hour: number, request: number): Promise<void> {
  const name = nameOf(kind, hour, request);
  if (done.has(name)) return;
  const { answer } = await untilItIs(() =>
    ingest[kind](bodyOf(kind, hour, request), { form: 'ndjson', source: 'crash' }),
  );
  if (answer.conflicts.length + answer.rejected.length > 0) say({ problem: JSON.stringify(answer) });
  say({ acknowledged: name });
}

for (let hour = fromHour; untilHour === null || hour <= untilHour; hour++) {
  const requests = Array.from({ length: REQUESTS_AN_HOUR }, (_, request) => request);
  for (const kind of ['decisions', 'labels'] as const) {
    // The first hour is sent in order, so that groups stand in the same order in every run.
    if (hour === 0) for (const request of requests) await send(kind, hour, request);
    else await Promise.all(requests.map((request) => send(kind, hour, request)));
  }
}

await monitor.watches.followed();
await monitor.run();
const { epoch, evaluated } = await monitor.view.deployment(DEPLOYMENT);
const changes = await monitor.view.changes({ deployment: DEPLOYMENT, after: 0, limit: 1_000_000 }, 'persons');
await plane.deps.log.verify();
say({
  seen: {
    counts: epoch.counts,
    states: evaluated?.states ?? null,
    closedMs: evaluated?.closedMs ?? null,
    ripenedMs: evaluated?.ripenedMs ?? null,
    // In the order in which they were stored: blocks of decisions and of labels have one order, whenever the closing runs.
    changes: changes.map(({ id, ...change }) => JSON.stringify(change)),
    entries: (await entryTypes(plane.store)).filter((type) => type.startsWith('alert.')).sort(),
  },
});
await plane.close();
process.exit(0);
