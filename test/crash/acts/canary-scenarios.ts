import { type Plane, type Scenario, scenario } from './scenario.js';

const BASE = 0x7100_0000_0000;
const idOf = (n: number): string => `0193f7c2-6a55-7d1e-9f10-${(BASE + n).toString(16)}`;

/** A deployment of its own with a version beside the one that it serves, as a deployment has at most one canary. */
async function triable({ deps }: Plane, n: number): Promise<{ deployment: string; version: string }> {
  const [model, version] = [`tried-${n}`, `sha256:${n.toString(16).padStart(64, '0')}`];
  const served = `sha256:${n.toString(16).padStart(64, 'f')}`;
  const registry = {
    models: [{ id: model, system: 'compas', description: 'test' }],
    versions: [version, served].map((digest) => ({ model, digest, label: digest })),
    deployments: [{ id: `${model}/prod`, model, environment: 'prod', version: served }],
  };
  await deps.registry.apply({ registry }, 'test');
  return { deployment: `${model}/prod`, version };
}
async function tried(plane: Plane, n: number, isHeld = false): Promise<string> {
  const { canaries } = plane.deps.stopSwitch;
  const wanted = { ...(await triable(plane, n)), id: idOf(n), share: 0.1, reason: 'test' };
  const { id } = await canaries.start(wanted, 'key:test');
  if (isHeld) await canaries.hold(id, { by: 'key:test', reason: 'test' });
  return id;
}
/** What clients are told of a canary beside what its row says; both undefined where it is not there. */
async function canaryNow({ deps: { stopSwitch } }: Plane, id: string) {
  const row = await stopSwitch.canaries.find(id).catch(() => undefined);
  // What the board knows grows old within seconds, in which a busy machine may not come to the next query.
  await stopSwitch.board.refresh();
  return { row, told: stopSwitch.board.demand().canaries.find((one) => one.id === id) };
}
const OTHER = { by: 'key:other', reason: 'test' };
/** A change of a canary: what it leaves, and how it is seen that it was made. */
const canaryScenario = (
  act: string,
  first: number,
  {
    leaves,
    isHeld = false,
    does,
    isMade,
  }: {
    readonly leaves: readonly string[];
    readonly isHeld?: boolean;
    readonly does: (canaries: Plane['deps']['stopSwitch']['canaries'], id: string) => Promise<unknown>;
    readonly isMade: (now: Awaited<ReturnType<typeof canaryNow>>) => boolean[];
  },
): Scenario =>
  scenario({
    ...{ acts: [act], leaves, again: [] },
    before: (plane, n) => tried(plane, first + n, isHeld),
    act: ({ deps }, id) => does(deps.stopSwitch.canaries, id),
    changed: async (plane, id) => isMade(await canaryNow(plane, id)),
  });

/** Versions that are tried out. Each act has numbers of its own, as scenarios may be played one after the other on one service. */
export const CANARY_SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a version is tried out': scenario({
    acts: ['canary.start'],
    leaves: ['canary.started'],
    again: [],
    before: (plane, n) => triable(plane, n).then((one) => ({ ...one, id: idOf(n) })),
    act: ({ deps }, one) => deps.stopSwitch.canaries.start({ ...one, share: 0.1, reason: 'test' }, 'key:test'),
    async changed(plane, { id }) {
      const { row, told } = await canaryNow(plane, id);
      return [row !== undefined, told !== undefined];
    },
  }),
  'a canary gets another share': canaryScenario('canary.share', 1_000_000, {
    leaves: ['canary.shared'],
    does: (canaries, id) => canaries.share(id, 0.5, OTHER),
    isMade: ({ row, told }) => [row?.steps.at(-1)?.share === 0.5, told?.share === 0.5],
  }),
  'a canary is held': canaryScenario('canary.hold', 2_000_000, {
    leaves: ['canary.held'],
    does: (canaries, id) => canaries.hold(id, OTHER),
    isMade: ({ row, told }) => [row?.steps.at(-1)?.isHeld === true, told?.isHeld === true],
  }),
  'a canary goes on': canaryScenario('canary.release', 3_000_000, {
    leaves: ['canary.released'],
    isHeld: true,
    does: (canaries, id) => canaries.release(id, null, OTHER),
    isMade: ({ row, told }) => [row?.steps.at(-1)?.isHeld === false, told?.isHeld === false],
  }),
  'a canary is promoted': canaryScenario('canary.promote', 4_000_000, {
    leaves: ['canary.promoted', 'deployment.activated'],
    does: (canaries, id) => canaries.promote(id, OTHER),
    isMade: ({ row, told }) => [row?.end?.how === 'promoted', told === undefined],
  }),
  'a canary is rolled back': canaryScenario('canary.roll-back', 5_000_000, {
    leaves: ['canary.rolled-back'],
    does: (canaries, id) => canaries.rollBack(id, OTHER),
    isMade: ({ row, told }) => [row?.end?.how === 'rolled-back', told === undefined],
  }),
};
