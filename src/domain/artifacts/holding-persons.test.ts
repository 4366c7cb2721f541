import { expect, it } from 'vitest';
import { holdsPersons, unusedSince } from './holding-persons.js';

const digest = (n: number): string => `sha256:${String(n).repeat(64)}`;
const people = { digest: digest(1), class: 'model', storedAtMs: 5 } as const;
const explain = { background: people.digest };
const versions = [
  { model: 'm', digest: digest(2), label: '1', explain },
  { model: 'm', digest: digest(3), label: '2' },
];
const at = (fromMs: number, version: string) => ({ fromMs, version, cutoff: null, policyDigest: null });
const served = (...activations: ReturnType<typeof at>[]) => [
  { id: 'm/prod', model: 'm', environment: 'prod', activations },
];

it('bytes hold persons where they were stored so, or a version is explained with them', () => {
  expect(holdsPersons(people, { versions })).toBe(true);
  expect(holdsPersons(people, { versions: [] })).toBe(false);
  expect(holdsPersons({ ...people, class: 'background' }, { versions: [] })).toBe(true);
});

it('their time begins when the last version that needs them ended to serve, and not while one does', () => {
  expect(unusedSince(people, { versions, deployments: [], triedOut: [] })).toBe(5);
  expect(unusedSince(people, { versions, deployments: served(at(10, digest(2))), triedOut: [] })).toBeNull();
  expect(
    unusedSince(people, { versions, deployments: served(at(10, digest(2)), at(20, digest(3))), triedOut: [] }),
  ).toBe(20);
  const back = served(at(10, digest(2)), at(20, digest(3)), at(30, digest(2)));
  expect(unusedSince(people, { versions, deployments: back, triedOut: [] })).toBeNull();
});

it('their time does not begin while a version that needs them is tried out, and begins when that ends', () => {
  const since = (untilMs: number | null) =>
    unusedSince(people, { versions, deployments: [], triedOut: [{ version: digest(2), untilMs }] });
  expect([since(null), since(40), since(1)]).toEqual([null, 40, 5]);
});
