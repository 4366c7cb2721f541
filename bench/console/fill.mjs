import process from 'node:process';
import { alertTables } from '../../dist/adapters/postgres/alerts/index.js';
import { applyDocument } from '../../dist/apps/server/documents/apply-document.js';
import { startServer } from '../../dist/apps/server/index.js';
import { defineAlertSource, signalOf } from '../../dist/domain/alerts/signals/index.js';
import { PARITY_POLICY } from '../parity-policy.mjs';

/** Who looks at the pages. */
export const READER = { name: 'ann', password: 'a long enough passphrase' };
/** Who looks at the pages for administrators. */
export const KEEPER = { name: 'kim', password: 'a long enough passphrase' };
/** The first decision that is recorded. */
export const FIRST = '00000000-0000-4000-8000-000000000001';
const HOUR_MS = 3_600_000;
const PER_REQUEST = 10_000;
const PER_RAISE = 500;
/** Decisions that are recorded of a deployment that people are to review, and how each was made. */
const UNDER_STOP = 20_000;
const ROUTES = ['automatic', 'reviewed'];
/** Open incidents. */
const INCIDENTS = 500;
/** Accounts, and as many keys. */
const PEOPLE = 50;

/** Fills a data folder by the service's own ways, and gives what pages are asked about. */
export async function fill(dataDir, { decisions, systems, alerts }) {
  const server = await startServer({
    ...{ dataDir, host: '127.0.0.1', port: 0, version: 'bench' },
    log: { level: 'error', write: (line) => process.stderr.write(line) },
  });
  const { deps, store } = server.plane;

  const key = (
    await deps.identity.keys.issue({
      name: 'bench',
      scopes: [
        ...['decisions:write', 'registry:write', 'stops:write', 'incidents:write'],
        ...['audit:read', 'decisions:read', 'attributes:read'],
      ],
      createdBy: 'bench',
    })
  ).key;
  async function post(path, body, type = 'application/json') {
    const headers = { authorization: `Bearer ${key}`, 'content-type': type };
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  }
  const took = (name, fromMs) => console.error(`${name}: ${((Date.now() - fromMs) / 1000).toFixed(1)} s`);

  const ids = Array.from({ length: systems }, (_, n) => `system-${String(n).padStart(4, '0')}`);
  const digestOf = (n) => `sha256:${n.toString(16).padStart(64, '0')}`;

  let fromMs = Date.now();
  await applyDocument(
    {
      systems: ids.map((id) => ({
        id,
        purpose: `purpose of ${id}`,
        domain: 'credit',
        favourableOutcome: 1,
        owner: 'owner@example.org',
      })),
      models: ids.map((id) => ({ id, system: id })),
      versions: ids.map((id, n) => ({ model: id, digest: digestOf(n + 1), label: `version ${n}` })),
      deployments: ids.map((id, n) => ({ id: `${id}/prod`, version: digestOf(n + 1), cutoff: 0.5 })),
    },
    'bench',
    deps,
  );
  took('registered', fromMs);
  fromMs = Date.now();
  for (const id of ids)
    await post('/v1/monitor/watches', JSON.stringify({ deployment: `${id}/prod`, policy: PARITY_POLICY }));
  took('watched', fromMs);
  fromMs = Date.now();
  const startMs = Math.floor((Date.now() - 48 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  for (let from = 0; from < decisions; from += PER_REQUEST) {
    const lines = Array.from({ length: Math.min(PER_REQUEST, decisions - from) }, (_, i) => {
      const n = from + i;
      const sex = n % 2 === 0 ? 'm' : 'f';
      return JSON.stringify({
        id: `00000000-0000-4000-8000-${(n + 1).toString(16).padStart(12, '0')}`,
        deployment: `${ids[Math.floor(n / 2) % systems]}/prod`,
        subject: `person-${n}`,
        decidedAt: new Date(startMs + Math.floor((n / decisions) * 40 * HOUR_MS)).toISOString(),
        outcome: (Math.floor(n / (2 * systems)) * 7) % 10 < (sex === 'm' ? 5 : 4) ? 1 : 0,
        route: 'automatic',
        attributes: { sex },
      });
    });
    await post('/v1/decisions', lines.join('\n'), 'application/x-ndjson');
  }
  took('recorded', fromMs);
  fromMs = Date.now();
  await deps.monitor.watches.followed();
  await deps.monitor.run();
  took('judged by the monitor', fromMs);
  fromMs = Date.now();
  const source = defineAlertSource('bench', 'A burst.');
  const signal = (n) =>
    signalOf(source, {
      ...{ key: `alert ${n}`, state: 'firing', severity: 'page', atMs: Date.now() },
      labels: { deployment: `${ids[n % systems]}/prod`, group: `g${n}` },
      ...{ topic: `alert ${n}`, causes: [] },
      content: {
        summary: `alert ${n} of the bench`,
        lines: ['a line of evidence'],
        facts: { n },
        actions: ['Look at the series.'],
      },
    });
  const alertStore = store.of(alertTables).alerts;
  for (let n = 0; n < alerts; n += PER_RAISE)
    await alertStore.raise(Array.from({ length: Math.min(PER_RAISE, alerts - n) }, (_, i) => signal(n + i)));
  const stop = await post(
    '/v1/stops',
    JSON.stringify({ scope: { kind: 'deployment', deployment: `${ids[0]}/prod` }, mode: 'review', reason: 'bench' }),
  );
  const { audit } = await post('/v1/audits', JSON.stringify({ deployment: `${ids[0]}/prod`, policy: PARITY_POLICY }));
  took('alerts, a stop and an audit', fromMs);
  fromMs = Date.now();
  for (let from = 0; from < UNDER_STOP; from += PER_REQUEST) {
    const lines = Array.from({ length: Math.min(PER_REQUEST, UNDER_STOP - from) }, (_, i) =>
      JSON.stringify({
        id: `00000000-0000-4000-9000-${(from + i + 1).toString(16).padStart(12, '0')}`,
        deployment: `${ids[0]}/prod`,
        subject: `person-${from + i}`,
        decidedAt: new Date().toISOString(),
        outcome: 1,
        route: ROUTES[i % ROUTES.length],
        attributes: { sex: 'f' },
      }),
    );
    await post('/v1/decisions', lines.join('\n'), 'application/x-ndjson');
  }
  took('recorded under the stop', fromMs);
  fromMs = Date.now();
  let incident;
  for (let n = 0; n < INCIDENTS; n++) {
    const scope = { kind: 'deployment', deployment: `${ids[n % systems]}/prod` };
    const opened = { title: `incident ${n} of the bench`, severity: 'major', scope, facts: ['fundamental-rights'] };
    incident = (await post('/v1/incidents', JSON.stringify(opened))).id;
  }
  took('incidents', fromMs);
  fromMs = Date.now();
  for (let n = 0; n < PEOPLE; n++) {
    await deps.identity.accounts.create(
      { name: `person-${n}`, password: READER.password, roles: ['auditor'] },
      'bench',
    );
    await deps.identity.keys.issue({ name: `key ${n}`, scopes: ['decisions:write'], createdBy: 'bench' });
  }
  took('people and keys', fromMs);

  const roles = ['auditor', 'incident-lead', 'validator'];
  await deps.identity.accounts.create({ ...READER, roles }, 'bench');
  await deps.identity.accounts.create({ ...KEEPER, roles: ['admin'] }, 'bench');
  await deps.monitor.watches.followed();
  await deps.monitor.run();
  await server.close();
  return { deployment: `${ids[0]}/prod`, system: ids[0], audit: audit?.id, stop: stop.id, incident };
}
