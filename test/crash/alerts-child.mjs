// A service that sends alerts and expects to be killed. With a number it raises so many first.
import process from 'node:process';
import { alertTables } from '../../src/adapters/postgres/alerts/index.js';
import { readConfiguration } from '../../src/apps/configuration/index.js';
import { loadRooms, sectionsOf } from '../../src/apps/rooms/index.js';
import { openControlPlane } from '../../src/apps/server/control-plane.js';
import { defineAlertSource, signalOf } from '../../src/domain/alerts/signals/index.js';

const [dataDir, url, many] = process.argv.slice(2);

const value = {
  webhook: { ops: { url, secret: 's', privateAddress: true } },
  routes: [{ name: 'all', channels: ['ops'], groupBy: ['deployment'], groupWait: '0 s' }],
};
const configuration = readConfiguration(sectionsOf(await loadRooms()), null, [
  { path: ['alerts'], from: 'test', value },
]);
const plane = await openControlPlane({ dataDir, version: 'x', configuration });
const source = defineAlertSource('crash', 'Alerts of a test.');
const signals = Array.from({ length: Number(many) }, (_, n) =>
  signalOf(source, {
    ...{ key: `alert ${n}`, state: 'firing', severity: 'page', atMs: Date.now(), labels: { deployment: `d${n}` } },
    ...{ topic: `alert ${n}`, causes: [], content: { summary: `alert ${n}`, lines: [], facts: {}, actions: [] } },
  }),
);
await plane.store.of(alertTables).alerts.raise(signals);
await plane.deps.alerts.start();
process.once('SIGTERM', () => void plane.close().then(() => process.exit(0)));
