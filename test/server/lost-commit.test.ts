import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, openControlPlane } from '../../src/apps/server/control-plane.js';
import { applyDocument } from '../../src/apps/server/documents/apply-document.js';
import { scenarioConfiguration } from '../crash/acts/configuration.js';
import { entryTypes } from '../crash/acts/entry-types.js';
import { SCENARIOS } from '../crash/acts/scenarios.js';
import { databaseBehindLosingNetwork } from './support/losing-network.js';
import { dataFolder, REGISTRY } from './support/real.js';

const folder = dataFolder();
let database: Awaited<ReturnType<typeof databaseBehindLosingNetwork>>;
let plane: ControlPlane;

beforeAll(async () => {
  database = await databaseBehindLosingNetwork(folder.dir);
  plane = await openControlPlane({
    dataDir: `${folder.dir}/data`,
    databaseUrl: database.databaseUrl,
    version: '0.0.0-test',
    configuration: await scenarioConfiguration(),
    service: { publishIntervalMs: 1e9, epochMs: 0, ledger: { checkIntervalMs: 0 } },
  });
  await applyDocument(REGISTRY, 'test', plane.deps);
}, 120_000);
afterAll(async () => {
  await plane.close();
  await database.stop();
  folder.remove();
});

/**
 * Acts that are one transaction and nothing else; a turn of the epoch makes keys anew before. Of an act without an entry nothing says whether it
 * stands: whoever asked is told so, and asks again.
 */
const ACTS = Object.entries(SCENARIOS).filter(
  ([, { acts, leaves, isLast }]) => acts.length > 0 && leaves.length > 0 && !isLast,
);

describe('the answer to a commit that gets lost', () => {
  it.each(ACTS)('is found out, and the act is answered as done: %s', async (_, one) => {
    const world = await one.before(plane, 1000);
    await plane.deps.log.flush();
    const before = (await entryTypes(plane.store)).length;
    database.network.loseNextCommit();
    // What does several acts by itself is a job, which goes on where the first left off once the database answers again.
    await one.act(plane, world).catch((cause: { code?: string }) => {
      if (one.acts.length === 1 || cause.code !== 'STORE_UNAVAILABLE') throw cause;
      return one.act(plane, world);
    });
    expect(database.network.hasLostAnswer).toBe(true);
    expect(new Set(await one.changed(plane, world))).toEqual(new Set([true]));
    await plane.deps.log.flush();
    expect((await entryTypes(plane.store)).slice(before)).toEqual(one.leaves);
  });
});
