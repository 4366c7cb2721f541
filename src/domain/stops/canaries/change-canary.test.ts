import { describe, expect, it } from 'vitest';
import { Canaries, type Canary } from './index.js';

const NOW = 1000;
const [SERVED, TRIED] = [`sha256:${'5'.repeat(64)}`, `sha256:${'6'.repeat(64)}`];
const ID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
const OTHER_ID = '0193f7c2-6a55-7d1e-9f10-3c2b1a000002';
const why = { by: 'ann', reason: 'x' };

interface World {
  readonly nSteps?: number;
  readonly activeFrom?: number[];
  /** False where the policy asks for an incident plan that is not there. */
  readonly hasPlan?: boolean;
  /** False where the gate of the deployment is not open for the version that is tried out. */
  readonly isOpen?: boolean;
}

/** Canaries of which one is on, changed so often, on a deployment with these activations. */
function canaries({ nSteps = 1, activeFrom = [0], hasPlan = true, isOpen = true }: World) {
  const step = (at: number) => ({ atMs: at, share: 0.1, isHeld: false, by: 'key:k', reason: 'x' });
  let canary = {
    ...{ id: ID, deployment: 'm/prod', version: TRIED, incumbent: SERVED, revision: 1, end: null },
    steps: Array.from({ length: nSteps }, (_, at) => step(at)),
  } as unknown as Canary;
  const activations = activeFrom.map((fromMs, at) => {
    return { fromMs, version: at === 0 ? SERVED : TRIED, cutoff: null, policyDigest: null };
  });
  const snapshot = {
    ...{ systems: [], models: [{ id: 'm', system: 's' }], versions: [{ model: 'm', digest: TRIED }] },
    deployments: [{ id: 'm/prod', model: 'm', environment: 'prod', activations }],
  };
  const entered: string[] = [];
  const tx = {
    stops: { beginChange: async () => ({ revision: 2, atMs: NOW, nInForce: 0 }) },
    canaries: {
      find: async (id: string) => (id === ID ? canary : null),
      inForce: async () => [],
      async save(next: Canary) {
        canary = next;
      },
    },
    registry: { load: async () => snapshot, write: async () => undefined },
    identity: { key: async () => null, account: async (id: string) => ({ id, name: id }) },
    settings: { load: async () => new Map([['same-persons', [['ann', 'ann.b']]]]) },
    enter: ({ type }: { readonly type: string }) => void entered.push(type),
  };
  const acts = { run: async (_act: unknown, work: (tx: unknown) => unknown) => work(tx), newId: () => ID };
  const nothing = async () => undefined;
  const demandPlans = async () => {
    if (!hasPlan) throw new Error('there is no plan');
  };
  const demandGate = async () => {
    if (!isOpen) throw new Error('the gate is closed');
  };
  const asks = { auditedBy: async () => null, demandPlans, demandGate };
  const deps = { acts, stores: tx, refresh: nothing, registryChanged: nothing, ...asks };
  return { service: new Canaries(deps as unknown as ConstructorParameters<typeof Canaries>[0]), entered };
}

describe('a canary', () => {
  it('that was changed as often as may be is still held, and takes no other step', async () => {
    const { service, entered } = canaries({ nSteps: 200 });
    await expect(service.share(ID, 0.2, why)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await service.hold(ID, why)).steps.at(-1)).toMatchObject({ isHeld: true });
    await expect(service.release(ID, null, { by: 'bo', reason: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await service.rollBack(ID, why)).end).toMatchObject({ how: 'rolled-back' });
    expect(entered).toEqual(['canary.held', 'canary.rolled-back']);
  });

  it('is not promoted while another activation is to begin, also one of the same version', async () => {
    const { service, entered } = canaries({ activeFrom: [0, NOW + 1] });
    await expect(service.promote(ID, why)).rejects.toThrow(
      `m/prod is to serve ${TRIED} from 1970-01-01T00:00:01.001Z on, as was registered`,
    );
    expect(entered).toEqual([]);
    const other = canaries({});
    expect((await other.service.promote(ID, why)).end).toMatchObject({ how: 'promoted' });
    expect(other.entered).toEqual(['canary.promoted', 'deployment.activated']);
  });

  it('decides only behind an open gate: it is started held, and neither shared wider, let go on nor promoted before', async () => {
    const { service, entered } = canaries({ isOpen: false });
    const wanted = { deployment: 'm/prod', version: TRIED, share: 0.1, reason: 'x', id: OTHER_ID };
    await expect(service.start(wanted, 'ann')).rejects.toThrow('the gate is closed');
    expect((await service.start({ ...wanted, held: true }, 'ann')).steps).toMatchObject([{ isHeld: true }]);
    expect(entered).toEqual(['canary.started', 'canary.held']);
    const other = canaries({ isOpen: false });
    await expect(other.service.share(ID, 0.2, why)).rejects.toThrow('the gate is closed');
    await expect(other.service.promote(ID, why)).rejects.toThrow('the gate is closed');
    await other.service.hold(ID, why);
    // One that is held decides for nobody, so that its share may change.
    await other.service.share(ID, 0.2, why);
    await expect(other.service.release(ID, null, { by: 'bo', reason: 'x' })).rejects.toThrow('the gate is closed');
    expect(other.entered).toEqual(['canary.held', 'canary.shared']);
  });

  it('that is held is let go on by nobody who held it, under whichever account', async () => {
    const { service, entered } = canaries({});
    await service.hold(ID, { by: 'account:ann', reason: 'x' });
    for (const by of ['account:ann', 'account:ann.b'])
      await expect(service.release(ID, null, { by, reason: 'x' }), by).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await service.release(ID, null, { by: 'account:bo', reason: 'x' });
    expect(entered).toEqual(['canary.held', 'canary.released']);
  });

  it('on everybody serves, so that it needs the plan that a version which serves needs', async () => {
    const { service, entered } = canaries({ hasPlan: false });
    const wanted = { deployment: 'm/prod', version: TRIED, share: 1, reason: 'x', id: OTHER_ID };
    await expect(service.share(ID, 1, why)).rejects.toThrow('there is no plan');
    await expect(service.start(wanted, 'ann')).rejects.toThrow('there is no plan');
    await service.hold(ID, why);
    await expect(service.release(ID, 1, { by: 'bo', reason: 'x' })).rejects.toThrow('there is no plan');
    await service.release(ID, 0.99, { by: 'bo', reason: 'x' });
    expect(entered).toEqual(['canary.held', 'canary.released']);
  });
});
