// What benches of explanations share: a model of many trees, people, and a service of its own that holds both.
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const digestOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The same draws every time. */
function drawing(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A model of trees that split evenly, people to compare with, and a source of further people. */
export function population({ trees, depth, features, people }) {
  const draw = drawing(7);
  const names = Array.from({ length: features }, (_, j) => `x${j}`);
  const person = () => Object.fromEntries(names.map((name) => [name, Math.round(draw() * 1e6) / 1e6]));
  const tree = () => {
    const one = { childrenLeft: [], childrenRight: [], feature: [], threshold: [], value: [], cover: [] };
    const grow = (level, cover) => {
      const at = one.feature.length;
      const isLeaf = level === depth;
      one.childrenLeft.push(-1);
      one.childrenRight.push(-1);
      one.feature.push(isLeaf ? -2 : Math.floor(draw() * features));
      one.threshold.push(isLeaf ? -2 : draw());
      one.value.push([isLeaf ? (draw() - 0.5) / 20 : 0]);
      one.cover.push(cover);
      if (isLeaf) return at;
      one.childrenLeft[at] = grow(level + 1, cover / 2);
      one.childrenRight[at] = grow(level + 1, cover / 2);
      return at;
    };
    grow(0, 2 ** depth);
    return one;
  };
  const model = JSON.stringify({
    ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, baseOffset: [0], link: 'logit' },
    featureNames: names,
    trees: Array.from({ length: trees }, tree),
  });
  const rows = Array.from({ length: people }, person);
  const background = `${names.join(',')}\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n`;
  return { names, person, model, rows, background };
}

/** Starts a service that holds the model; `explain` is what is registered with its version beside the background. */
export async function startService({ dist, model, background, explain = {}, cutoff = 0.5, yaml = '' }) {
  const load = (path) => import(pathToFileURL(resolve(dist, path)).href);
  const { startServer } = await load('apps/server/start.js');
  const { applyDocument } = await load('apps/server/documents/apply-document.js');
  const { readConfiguration } = await load('apps/configuration/index.js');
  const { loadRooms, sectionsOf } = await load('apps/rooms/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'tribune-bench-'));
  chmodSync(folder, 0o711);
  const text = `tribune: service/v1\n${yaml}`;
  const configuration = readConfiguration(sectionsOf(await loadRooms()), { text, path: 'tribune.yaml' });
  const server = await startServer({
    ...{ dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, version: 'bench', configuration },
    log: { level: 'silent', write: () => undefined },
    createPostgresUser: true,
  });
  const { deps } = server.plane;
  const key = async (...scopes) => (await deps.identity.keys.issue({ name: 'bench', scopes, createdBy: 'bench' })).key;
  const call = async (path, { key: given, body, type = 'application/json', method }) => {
    const answer = await fetch(`${server.url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${given}`, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const apply = (versions) =>
    applyDocument(
      {
        systems: [{ id: 's', purpose: 'p', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
        models: [{ id: 'm', system: 's' }],
        versions,
        deployments: [{ id: 'm/prod', version: digestOf(model), cutoff }],
      },
      'bench',
      deps,
    );
  const versionWith = (more) => [
    { model: 'm', digest: digestOf(model), explain: { background: digestOf(background), ...more } },
  ];
  await apply(versionWith(explain));
  const writer = await key('registry:write');
  for (const body of [model, background])
    await call(`/v1/artifacts/${digestOf(body)}`, {
      key: writer,
      body,
      method: 'PUT',
      type: 'application/octet-stream',
    });
  return {
    ...{ server, key, call },
    explainWith: (more) => apply(versionWith(more)),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A decision as an engine sends it. */
export const decision = (fields) => ({
  ...{
    id: randomUUID(),
    deployment: 'm/prod',
    subject: randomUUID(),
    decidedAt: new Date().toISOString(),
    route: 'automatic',
  },
  ...fields,
});

export const lines = (records) => records.map((one) => `${JSON.stringify(one)}\n`).join('');
export const cpuMs = (before) => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
