import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stopTables } from '../../src/adapters/postgres/stops/index.js';
import { GateView } from '../../src/core/gates/index.js';
import { StopBoard, type WantedStop } from '../../src/domain/stops/index.js';
import { dataFolder, realServer } from './support/real.js';

const NO_GATES = new GateView();
const folder = dataFolder();
let real: Awaited<ReturnType<typeof realServer>>;
const clocks = { wall: Date.parse('2026-11-22T10:00:00Z'), monotonic: 0 };

beforeAll(async () => {
  real = await realServer(folder.dir);
}, 120_000);
afterAll(async () => {
  await real?.server.close();
  folder.remove();
}, 60_000);

/** The board of a process that was started just now over the same store, which looks again only when it is told to. */
async function startedAnew(): Promise<StopBoard> {
  const { store, deps } = real.server.plane;
  const board = new StopBoard({
    store: store.of(stopTables).stops,
    canaries: store.of(stopTables).canaries,
    gates: { current: () => NO_GATES, watch: () => () => undefined },
    registry: { view: () => deps.registry.view(), store: store.registry },
    clock: { nowMs: () => clocks.wall, after: () => ({ cancel: () => undefined }) },
    monotonicMs: () => clocks.monotonic,
    onProblem: (cause) => {
      throw cause;
    },
  });
  await board.refresh();
  return board;
}
const thrown = (more: Partial<WantedStop> = {}, by = 'key:loop') =>
  real.server.plane.deps.stopSwitch.throw(
    { scope: { kind: 'deployment', deployment: 'compas/prod' }, mode: 'stop', reason: 'test', ...more },
    by,
  );

describe('the board of a service', () => {
  it('falls silent after three seconds without its store, also when its clock is set back meanwhile', async () => {
    const board = await startedAnew();
    clocks.monotonic += 3000;
    clocks.wall -= 3_600_000;
    expect(board.sure).not.toBeNull();
    clocks.monotonic += 1;
    expect(board.sure).toBeNull();
  });

  it('does not know how a drill from before its start came to the clients, and says so', async () => {
    const { stopSwitch } = real.server.plane.deps;
    const before = await thrown({ drill: true });
    expect(stopSwitch.board.propagations.of(before.revision)).toMatchObject({ clients: 0 });
    const board = await startedAnew();
    expect(board.propagations.of(before.revision)).toBeNull();
    const after = await thrown({ drill: true });
    await board.refresh();
    expect(board.propagations.of(after.revision)).toMatchObject({ clients: 0 });
    for (const { id } of [before, after]) await stopSwitch.endDrill(id, 'key:test');
  });
});

describe('the switch', () => {
  it('is filled by no program: one author has a bound, and everything can be stopped at any time', async () => {
    const narrow = (n: number) => thrown({ where: { branch: [`b${n}`] } });
    for (let n = 0; n < 200; n++) await narrow(n);
    await expect(narrow(200)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('key:loop') });
    const all = { scope: { kind: 'all' } } as const;
    await expect(thrown(all)).resolves.toMatchObject(all);
    // As strict a stop of everything holds already; a stricter one would be taken, as would one of anybody else.
    await expect(thrown({ ...all, mode: 'review' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(thrown({ where: { branch: ['c'] } }, 'key:other')).resolves.toMatchObject({ by: 'key:other' });
  }, 240_000);
});
