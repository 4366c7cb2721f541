// A service whose queue explains adverse decisions under load, and that expects to be killed. With `load` it says on stdout, one line each:
//   P pid            the embedded PostgreSQL
//   A id,id,...      decisions that were acknowledged, all of them adverse
//   G id digest      an explanation that was given to somebody who asked
// With `examine` it waits until nothing is due, and says in one line of JSON what stands.
import { createHash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { openControlPlane } from '../../src/apps/server/control-plane.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { entriesOf } from '../server/support/entries.js';

const [dataDir, mode] = process.argv.slice(2);
/** Writes a line whole, before anything else is done: a pipe takes 64 kB at once, and nothing while it is full. */
function say(line) {
  let rest = Buffer.from(`${line}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (cause) {
      if (cause.code !== 'EAGAIN') throw cause;
    }
  }
}
const digestOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A model of one tree, which answers by age, and people to compare with. */
const MODEL = JSON.stringify({
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, baseOffset: [0], link: 'logit' },
  featureNames: ['age'],
  trees: [
    {
      ...{ childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [30, -2, -2] },
      ...{ value: [[0], [-1], [1]], cover: [10, 4, 6] },
    },
  ],
});
const PEOPLE = 'age\n20\n50\n';
const SENT_AT_ONCE = 20;
/** Somebody else asks for each, because a day has a budget for everybody. */
const readerOf = (id) => ({ actor: `reader of ${id}`, purpose: 'test' });

const plane = await openControlPlane({ dataDir, version: 'x', createPostgresUser: true });
const { deps, store } = plane;
const roomOf = (name) => deps.rooms.find((room) => room.name === name).deps;
const { explained, queue } = roomOf('explanations');

async function prepare() {
  const { artifacts } = roomOf('artifacts');
  async function* whole(text) {
    yield new TextEncoder().encode(text);
  }
  for (const file of [MODEL, PEOPLE]) await artifacts.put(digestOf(file), whole(file), { by: 'crash' });
  await applyDocument(
    {
      systems: [{ id: 's', purpose: 'p', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' }],
      models: [{ id: 'm', system: 's' }],
      versions: [{ model: 'm', digest: digestOf(MODEL), explain: { background: digestOf(PEOPLE), adverse: {} } }],
      deployments: [{ id: 'm/prod', version: digestOf(MODEL), cutoff: 0.5 }],
    },
    'crash',
    deps,
  );
}

/** A database that is away for a moment is waited for, as a good client does. */
async function again(work) {
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if (cause.code !== 'STORE_UNAVAILABLE' && cause.code !== 'SERVICE_BUSY') throw cause;
      await sleep(20);
    }
  }
}

async function load() {
  const acknowledged = [];
  const ask = async () => {
    for (;;) {
      const id = acknowledged[Math.floor(Math.random() * acknowledged.length)];
      const given = id && (await again(() => explained.explanation({ id, view: 'developer' }, readerOf(id))));
      if (given?.digest !== undefined) say(`G ${id} ${given.digest}`);
      await sleep(2);
    }
  };
  const asking = ask();
  asking.catch((cause) => say(`E ${cause.code} ${cause.message}`));
  for (;;) {
    const records = Array.from({ length: SENT_AT_ONCE }, (_, i) => ({
      ...{ id: randomUUID(), deployment: 'm/prod', subject: randomUUID(), decidedAt: new Date().toISOString() },
      ...{ route: 'automatic', outcome: 0, inputs: { age: 20 + i } },
    }));
    const body = new TextEncoder().encode(records.map((one) => JSON.stringify(one)).join('\n'));
    await again(() => deps.ingest.decisions(body, { form: 'ndjson', source: 'crash' }));
    const ids = records.map(({ id }) => id);
    acknowledged.push(...ids);
    say(`A ${ids.join(',')}`);
    say(`P ${store.databasePid()}`);
    await sleep(5);
  }
}

/** What stands once nothing is due: entries, and what is given of each. */
async function examine() {
  const behind = () => deps.followers().find(({ name }) => name === 'adverse-explanations')?.entries;
  while (behind() !== 0) await sleep(20);
  while ((await queue.step()) > 0);
  await deps.log.publish();
  await deps.log.verify();
  await store.derived.demandOwn();
  const issued = await entriesOf(plane, 'explanation.issued');
  const rows = await store.sql.query('select decision from explanation');
  const given = {};
  for (const { decision } of rows) {
    const shown = await explained.explanation({ id: decision, view: 'developer' }, readerOf(decision));
    given[decision] = shown.digest;
  }
  say(JSON.stringify({ issued: issued.map(({ of, digest }) => [of, digest]), given, aside: queue.totals.aside }));
  await plane.close();
}

if (mode === 'first') await prepare();
await plane.startJobs();
if (mode === 'examine') await examine();
else {
  queue.start();
  await load();
}
