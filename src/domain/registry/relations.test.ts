import { describe, expect, it } from 'vitest';
import type { RegistrySnapshot } from './ports.js';
import { relationsToDeployment, relationsToDeployments, relationsToDigest } from './relations.js';
import type { System } from './types.js';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const system = (id: string, owner: string): System => ({
  ...{ id, owner, purpose: 'p', domain: 'd', jurisdictions: [], favourableOutcome: 1 },
});
const snapshot = async () => ({
  systems: [system('hers', 'anna'), system('his', 'bert')],
  models: [
    { id: 'her-model', system: 'hers', description: '' },
    { id: 'his-model', system: 'his', description: '' },
  ],
  versions: [
    { model: 'her-model', digest: digest('1'), label: '1' },
    { model: 'his-model', digest: digest('2'), label: '1' },
    // Anna registered the digest of his model in her own system.
    { model: 'her-model', digest: digest('2'), label: '2' },
  ],
  deployments: [],
});

describe('the bytes of a version', () => {
  it('belong to the owner of the system of every version that has them', async () => {
    expect(await relationsToDigest('anna', digest('1'), snapshot)).toEqual(['own-system']);
    expect(await relationsToDigest('bert', digest('1'), snapshot)).toEqual([]);
  });

  it('are not to be had by registering the digest of somebody else in a system of the own', async () => {
    expect(await relationsToDigest('anna', digest('2'), snapshot)).toEqual([]);
    expect(await relationsToDigest('bert', digest('2'), snapshot)).toEqual([]);
  });

  it('that nobody registered belong to no owner, and a key owns nothing', async () => {
    expect(await relationsToDigest('anna', digest('9'), snapshot)).toEqual([]);
    expect(await relationsToDigest(null, digest('1'), snapshot)).toEqual([]);
  });
});

it('whoever owns the systems of some deployments owns all of what is asked, and a deployment that is unknown is nobody’s', async () => {
  let scans = 0;
  const systems = ['ann', 'eve'].map((owner) => ({ id: `of-${owner}`, owner }));
  const models = systems.map(({ id }) => ({ id: `model-${id}`, system: id }));
  const deployments = models.flatMap(({ id: model }) => ['a', 'b'].map((name) => ({ id: `${model}/${name}`, model })));
  const registered = new Proxy(deployments, {
    get(target, key) {
      if (key === 'filter' || key === 'find') scans += 1;
      return Reflect.get(target, key);
    },
  });
  const known = async () => ({ systems, models, deployments: registered }) as unknown as RegistrySnapshot;
  const [a, b, c] = ['model-of-ann/a', 'model-of-ann/b', 'model-of-eve/a'] as const;
  const of = (owner: string | null, ...asked: string[]) => relationsToDeployments(owner, asked, known);
  expect(await of('ann', a, b)).toEqual(['own-system']);
  expect(scans).toBe(1);
  expect(await of('ann', a, a)).toEqual(['own-system']);
  expect([await of('ann', a, c), await of('ann', a, 'model-of-ann/none'), await of(null, a), await of('ann')]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  expect(await relationsToDeployment('eve', c, known)).toEqual(['own-system']);
});
