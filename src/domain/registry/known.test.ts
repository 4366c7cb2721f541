import { expect, test } from 'vitest';
import { KnownRegistry } from './known.js';
import type { RegistrySnapshot } from './ports.js';

const named = (id: string): RegistrySnapshot => ({
  systems: [],
  models: [],
  versions: [],
  deployments: [{ id, model: 'm', environment: 'prod', activations: [] }],
});

test('the registry is read once, and again when it was changed', async () => {
  let loads = 0;
  const known = new KnownRegistry({ load: async () => named(`d${++loads}`) });
  expect((await known.current()).deployment('d1')).toBeDefined();
  expect((await known.current()).deployment('d1')).toBeDefined();
  known.changed();
  expect((await known.current()).deployment('d2')).toBeDefined();
  expect(loads).toBe(2);
});

test('a change that cannot be read is no old view: it is tried again', async () => {
  const answers = [async () => named('a'), () => Promise.reject(new Error('away')), async () => named('b')];
  const known = new KnownRegistry({ load: () => answers.shift()!() });
  await known.current();
  known.changed();
  await expect(known.current()).rejects.toThrow('away');
  expect((await known.current()).deployment('b')).toBeDefined();
});

test('an answer that comes late does not take the place of a newer one', async () => {
  const waiting: ((snapshot: RegistrySnapshot) => void)[] = [];
  const known = new KnownRegistry({ load: () => new Promise((done) => waiting.push(done)) });
  const first = known.current();
  known.changed();
  const second = known.current();
  waiting[1]!(named('new'));
  expect((await second).deployment('new')).toBeDefined();
  waiting[0]!(named('old'));
  expect((await first).deployment('new')).toBeDefined();
  expect((await known.current()).deployment('new')).toBeDefined();
});
