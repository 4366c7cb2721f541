import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../../src/adapters/runtime/node-runtime.js';
import { loadRooms } from '../../src/apps/rooms/index.js';
import { type ControlPlane, openControlPlane } from '../../src/apps/server/control-plane.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { KeyPages } from '../../src/domain/log/seal/key-pages.js';
import { openBatch } from '../../src/domain/log/seal/open-batch.js';
import { running, SCENARIOS, type Scenario } from './support/acts-to-cut.js';
import { cuttableDatabase } from './support/cutting-network.js';
import { dataFolder, REGISTRY } from './support/real.js';

const folder = dataFolder();
let database: Awaited<ReturnType<typeof cuttableDatabase>>;

/** A control plane over what stands, as after a start. No checkpoint is signed while an act is cut short: its writes are those of the act. */
const open = (): Promise<ControlPlane> =>
  openControlPlane({
    dataDir: `${folder.dir}/data`,
    databaseUrl: database.databaseUrl,
    version: '0.0.0-test',
    service: { publishIntervalMs: 1e9, epochMs: 0, ledger: { checkIntervalMs: 0 } },
  });

beforeAll(async () => {
  database = await cuttableDatabase(folder.dir);
  running.plane = await open();
  await applyDocument(REGISTRY, 'test', running.plane.deps);
}, 120_000);
afterAll(async () => {
  await running.plane.close();
  await database.stop();
  folder.remove();
});

interface Entry {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Every entry of an event in the main log. */
async function entries(): Promise<Entry[]> {
  const { decisions, keys, keyring } = running.plane.store;
  const deps = { store: keys, keyring, runtime: nodeRuntime };
  const pages = { payload: new KeyPages('payload', deps), attributes: new KeyPages('attributes', deps) };
  const found: Entry[] = [];
  for (const batch of await decisions.readFrom('main', 0, 1e6)) {
    if (batch.kind !== 'event') continue;
    const { payload, envelopes, which } = await openBatch({ runtime: nodeRuntime, pages }, batch);
    for (const [position, content] of payload.contents.entries()) {
      const { type } = JSON.parse(`${envelopes[which?.[position] ?? 0]}}`) as { type: string };
      found.push({ type, payload: JSON.parse(Buffer.from(content!).toString()) });
    }
  }
  return found;
}

/** Entries that come without a person's act, or whose act has a test of its own. */
const NOT_HERE: Readonly<Record<string, string>> = {
  'erasure.completed': 'comes with a turn of the epoch, which makes all keys anew; test/decisions/cut-short.test.ts',
  'retention.expired': 'comes with time; test/decisions/cut-short.test.ts cuts it short',
  'ledger.key-retired': 'comes with time; test/decisions/cut-short.test.ts cuts it short',
  'verification.failed': 'a witness finds it',
  'ledger.rollback-accepted': 'done while no service runs; test/decisions/accept-rollback.test.ts',
};

describe('the list of acts that are cut short', () => {
  it('has every act that a room declares', async () => {
    const declared = (await loadRooms()).flatMap(({ acts = [] }) => acts.map(({ name }) => name));
    const done = Object.values(SCENARIOS).flatMap(({ acts }) => acts);
    // It comes with a turn of the epoch: test/decisions/cut-short.test.ts cuts that short.
    expect([...new Set([...done, 'erasure.complete'])].toSorted()).toEqual(declared.toSorted());
  });

  it('has every entry that tells of an act', async () => {
    const rooms = await loadRooms();
    const types = rooms.flatMap(({ events = [] }) =>
      events.filter(({ log }) => log === 'main').map(({ type }) => type),
    );
    const left = Object.values(SCENARIOS).flatMap(({ leaves }) => leaves);
    expect([...new Set([...left, ...Object.keys(NOT_HERE)])].toSorted()).toEqual(types.toSorted());
  });

  it('leaves what the acts declare', async () => {
    const acts = new Map((await loadRooms()).flatMap((room) => (room.acts ?? []).map((act) => [act.name, act])));
    for (const { acts: names, leaves } of Object.values(SCENARIOS)) {
      if (names.length === 0) continue;
      const declared = names.flatMap((name) => acts.get(name)!.enters.map(({ type }) => type));
      expect(declared).toEqual(expect.arrayContaining([...leaves]));
    }
  });
});

let attempts = 1000;

/** Whether all that an act changes is changed; fails where only some of it is. */
async function isWhole({ changed }: Scenario, world: unknown, when: string): Promise<boolean> {
  const things = await changed(world);
  expect(new Set(things).size, `${when}: ${things.join(', ')}`).toBe(1);
  return things[0]!;
}

describe.each(Object.keys(SCENARIOS))('%s, cut short', (name) => {
  const one = SCENARIOS[name]!;

  it('before any of its writes, stands with its entries or not at all once the service is up again, and nothing twice', async () => {
    let writes = 0;
    for (let isDone = false; !isDone; writes++) {
      const world = await one.before(attempts++);
      const before = (await entries()).length;
      const told = async (): Promise<string[]> => (await entries()).slice(before).map(({ type }) => type);
      database.network.cutAfter(writes);
      const answered = await one.act(world).then(
        () => true,
        () => false,
      );
      isDone = !database.network.isCut;
      const when = `after ${writes} writes, ${answered ? 'answered' : 'refused'}`;
      // The process is gone; what it would still do does not reach the database.
      database.network.cut();
      await running.plane.close().catch(() => undefined);
      database.network.mend();
      running.plane = await open();
      const stands = await isWhole(one, world, when);
      expect(await told(), when).toEqual(stands ? one.leaves : []);
      expect(await running.plane.store.outbox.pending(), when).toEqual([]);
      if (answered) expect(stands, when).toBe(true);
      if (stands) continue;
      // Whoever asks again gets all of it, once.
      await one.act(world);
      expect([await isWhole(one, world, when), await told()], when).toEqual([true, one.leaves]);
    }
    // The act itself, its event, the commit.
    expect(writes).toBeGreaterThan(3);
  }, 180_000);
});

/** Acts that are one transaction and nothing else. */
const ALONE = Object.keys(SCENARIOS).filter((name) => SCENARIOS[name]!.acts.length > 0);

describe('the answer to a commit that gets lost', () => {
  it.each(ALONE)('is found out: %s, and is answered as done', async (name) => {
    const one = SCENARIOS[name]!;
    const world = await one.before(attempts++);
    const before = (await entries()).length;
    database.network.loseNextCommit();
    await one.act(world);
    expect(await isWhole(one, world, 'a lost answer')).toBe(true);
    await running.plane.deps.log.flush();
    expect((await entries()).slice(before).map(({ type }) => type)).toEqual(one.leaves);
  });
});
