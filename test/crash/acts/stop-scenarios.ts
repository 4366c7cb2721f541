import { stopTables } from '../../../src/adapters/postgres/stops/index.js';
import type { Reactor, WantedStop } from '../../../src/domain/stops/index.js';
import { watchedPolicy } from '../../server/support/watched-decisions.js';
import { firing } from './monitor-scenarios.js';
import { type Plane, type Scenario, scenario } from './scenario.js';

const BASE = 0x7000_0000_0000;
/** Drills have ids of their own, as scenarios may be played one after the other on one service. */
const DRILLS = 1_000_000;
const TRIALS = 2_000_000;
const idOf = (n: number): string => `0193f7c2-6a55-7d1e-9f10-${(BASE + n).toString(16)}`;
const wanted = (n: number, drill = false): WantedStop => ({
  ...{ id: idOf(n), scope: { kind: 'all' }, mode: 'stop', reason: `test ${n}`, drill },
});
const stopOf = ({ deps }: Plane, n: number) => deps.stopSwitch.find(idOf(n)).catch(() => null);
/** Whether the stop is in force by its row, and by what clients are told. */
async function isInForce(plane: Plane, n: number): Promise<boolean[]> {
  const stop = await stopOf(plane, n);
  // What the board knows grows old within seconds, in which a busy machine may not come to the next query.
  await plane.deps.stopSwitch.board.refresh();
  return [
    stop !== null && stop.end === null,
    plane.deps.stopSwitch.board.demand().stops.some(({ id }) => id === idOf(n)),
  ];
}
async function hasEnded(plane: Plane, n: number): Promise<boolean[]> {
  const [byRow, told] = await isInForce(plane, n);
  return [!byRow, !told];
}

/** A person who may resume. */
async function person(plane: Plane, name: string): Promise<{ readonly account: string }> {
  const { accounts } = plane.deps.identity;
  const wantedAccount = { name, password: 'a long enough passphrase', roles: ['stop-authority' as const] };
  return { account: (await accounts.create(wantedAccount, 'test')).id };
}

const REACTIONS = 'reactions: { to: { parity: [{ do: stop }] } }\n';
const reactorOf = ({ deps }: Plane): Reactor =>
  (deps.rooms.find(({ name }) => name === 'stops')!.deps as { reactor: Reactor }).reactor;

/** What is stopped and resumed: everybody who decides is told of what stands, and of nothing else. */
export const STOP_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a stop is thrown': scenario({
    acts: ['stop.throw'],
    leaves: ['stop.thrown'],
    again: [],
    before: async (_, n) => n,
    act: ({ deps }, n) => deps.stopSwitch.throw(wanted(n), 'key:test'),
    changed: isInForce,
  }),
  'a stop is resumed by two persons': scenario({
    acts: ['stop.resume'],
    leaves: ['stop.resumed'],
    again: 'NOT_FOUND',
    async before(plane, n) {
      await plane.deps.stopSwitch.throw(wanted(n), 'key:test');
      const [first, second] = [await person(plane, `first-${n}`), await person(plane, `second-${n}`)];
      const resumption = { stop: idOf(n), audits: [], waiver: 'test' };
      const { proposal } = await plane.deps.stopSwitch.propose(resumption, first);
      return { n, second, proposal };
    },
    act: ({ deps }, { n, second, proposal }) => deps.stopSwitch.confirm(idOf(n), proposal, second),
    changed: (plane, { n }) => hasEnded(plane, n),
  }),
  'a drill is ended': scenario({
    acts: ['stop.end-drill'],
    leaves: ['stop.drill-ended'],
    again: 'CONFLICT',
    async before({ deps }, n) {
      await deps.stopSwitch.throw(wanted(DRILLS + n, true), 'key:test');
      return DRILLS + n;
    },
    act: ({ deps }, n) => deps.stopSwitch.endDrill(idOf(n), 'key:test'),
    changed: hasEnded,
  }),
  'the trial of a resumed stop ends': scenario({
    acts: ['stop.end-trial'],
    leaves: ['stop.trial-ended'],
    again: [],
    async before(plane, n) {
      await reactorOf(plane).run();
      const thrown = await plane.deps.stopSwitch.throw(
        { ...wanted(TRIALS - n), scope: { kind: 'deployment', deployment: 'compas/prod' } },
        'key:test',
      );
      const { stops } = plane.store.of(stopTables);
      const { revision } = await stops.beginChange();
      const trial = { of: thrown.id, endsAtMs: thrown.sinceMs, by: ['account:a', 'account:b'] };
      await stops.insert({ ...thrown, id: idOf(TRIALS + n), revision, mode: 'throttle', share: 0.1, trial });
      return TRIALS + n;
    },
    act: (plane) => reactorOf(plane).run(),
    changed: hasEnded,
  }),
  'an alert sets off a stop': scenario({
    acts: ['alert.react', 'alert.follow'],
    leaves: ['stop.thrown', 'reaction.done'],
    again: [],
    before: (plane, n) => firing(plane, n, watchedPolicy({ labelled: false, more: REACTIONS })),
    act: (plane) => reactorOf(plane).run(),
    async changed(plane, deployment) {
      const reactions = (await reactorOf(plane).list({ before: null, limit: 10 })).filter(
        (one) => one.deployment === deployment,
      );
      await plane.deps.stopSwitch.board.refresh();
      const told = plane.deps.stopSwitch.board
        .demand()
        .stops.filter(({ id }) => reactions[0] !== undefined && 'stop' in reactions[0] && id === reactions[0].stop);
      return [reactions.length === 1, told.length === 1];
    },
  }),
};
