import { describe, expect, it } from 'vitest';
import { armOf, type CanaryInForce, deciderOf, type StopInForce, type StopMode } from './index.js';

const PROD = 'lending/prod';
const NOW = '2026-11-22T10:00:00.000Z';
const [TRIED, SERVED] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`] as const;
const canary = (more: Partial<CanaryInForce> = {}): CanaryInForce => ({
  ...{ id: 'c', deployment: PROD, version: TRIED, incumbent: SERVED, share: 0.1, isHeld: false, ...more },
});
const SUBJECTS = Array.from({ length: 20_000 }, (_, i) => `case-${i}`);
const drawn = (one: CanaryInForce): string[] => SUBJECTS.filter((subject) => armOf(one, subject) === 'canary');

describe('the arm of a subject', () => {
  it('is that of about its share, of which nobody leaves when it grows', () => {
    const [tenth, half] = [drawn(canary()), drawn(canary({ share: 0.5 }))];
    // Four standard deviations of a binomial count.
    expect(Math.abs(tenth.length - 2000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9));
    expect(Math.abs(half.length - 10_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.5 * 0.5));
    const known = new Set(half);
    expect(tenth.every((subject) => known.has(subject))).toBe(true);
    expect(drawn(canary({ share: 1 }))).toHaveLength(SUBJECTS.length);
  });

  it('is drawn anew for another version: those who bore the last one are not first again', () => {
    const before = new Set(drawn(canary()));
    const both = drawn(canary({ version: `sha256:${'3'.repeat(64)}` })).filter((subject) => before.has(subject));
    expect(Math.abs(both.length - 200)).toBeLessThan(4 * Math.sqrt(20_000 * 0.01 * 0.99));
  });

  it('is the incumbent while the canary is held, and for a subject who is not said', () => {
    expect(drawn(canary({ share: 1, isHeld: true }))).toEqual([]);
    for (const subject of [undefined, null, '', ' ', 7 as never])
      expect(armOf(canary({ share: 1 }), subject)).toBe('incumbent');
  });
});

/** Places of overlays, from the widest to the one of a single place and version. */
const OVERLAYS = {
  everything: { deployments: 'all' },
  'the deployment': { deployments: [PROD] },
  US: { deployments: [PROD], where: { jurisdiction: ['US'] } },
  'US-FL': { deployments: [PROD], where: { jurisdiction: ['US-FL'] } },
  EU: { deployments: [PROD], where: { jurisdiction: ['EU'] } },
  'the version tried out': { deployments: 'all', version: TRIED },
  'the version served': { deployments: 'all', version: SERVED },
} as const satisfies Record<string, StopInForce['reach']>;
type Overlay = keyof typeof OVERLAYS;
const stop = (mode: StopMode, where: Overlay): StopInForce => ({
  ...{ id: `${mode} ${where}`, mode, fallback: { kind: 'human-queue' }, since: '2026-11-22T10:00:00.000Z' },
  ...{ reach: OVERLAYS[where], drill: false, ...(mode === 'throttle' ? { share: 0 } : {}) },
});

describe('overlays, one over the other', () => {
  const inside = SUBJECTS.find((subject) => armOf(canary(), subject) === 'canary')!;
  const outside = SUBJECTS.find((subject) => armOf(canary(), subject) === 'incumbent')!;

  // A narrower stop neither softens a wider one nor is softened by it: the strictest that holds decides. A canary is under all of them.
  it.each<[string, readonly (readonly [StopMode, Overlay])[], string | undefined, string, string]>([
    ['nothing', [], 'US-FL', 'model', 'model'],
    ['a place alone', [['stop', 'US-FL']], 'US-FL', 'fallback', 'fallback'],
    ['a place elsewhere', [['stop', 'US-FL']], 'US-NY', 'model', 'model'],
    ['a country, for its part', [['review', 'US']], 'US-FL', 'review', 'review'],
    ['a part, for a decision that says only the country', [['review', 'US-FL']], 'US', 'review', 'review'],
    ['a place that is not said', [['review', 'EU']], undefined, 'review', 'review'],
    [
      'a softer place in a stricter country',
      [
        ['review', 'US-FL'],
        ['stop', 'US'],
      ],
      'US-FL',
      'fallback',
      'fallback',
    ],
    [
      'a stricter place in a softer country',
      [
        ['stop', 'US-FL'],
        ['review', 'US'],
      ],
      'US-FL',
      'fallback',
      'fallback',
    ],
    [
      'the same, beside the place',
      [
        ['stop', 'US-FL'],
        ['review', 'US'],
      ],
      'US-NY',
      'review',
      'review',
    ],
    [
      'a place under everything',
      [
        ['review', 'US-FL'],
        ['shadow', 'everything'],
      ],
      'US-FL',
      'shadow',
      'shadow',
    ],
    [
      'everything under a place',
      [
        ['stop', 'US-FL'],
        ['shadow', 'everything'],
      ],
      'US-FL',
      'fallback',
      'fallback',
    ],
    [
      'a throttle beside a review',
      [
        ['throttle', 'EU'],
        ['review', 'the deployment'],
      ],
      'EU',
      'fallback',
      'fallback',
    ],
    ['the version tried out', [['stop', 'the version tried out']], 'EU', 'fallback', 'model'],
    ['the version served', [['stop', 'the version served']], 'EU', 'model', 'fallback'],
    [
      'a version under a place',
      [
        ['review', 'the version tried out'],
        ['stop', 'EU'],
      ],
      'EU',
      'fallback',
      'fallback',
    ],
  ])('%s', (_what, stops, jurisdiction, canaryRoute, incumbentRoute) => {
    const state = { stops: stops.map(([mode, where]) => stop(mode, where)), canaries: [canary()], gates: [] };
    const of = (subject: string) => deciderOf(state, { deployment: PROD, subject, context: { jurisdiction } }, NOW);
    expect(of(inside)).toMatchObject({ arm: 'canary', version: TRIED, route: canaryRoute });
    expect(of(outside)).toMatchObject({ arm: 'incumbent', version: SERVED, route: incumbentRoute });
    // The order in which they were thrown changes nothing.
    const turned = { ...state, stops: state.stops.toReversed() };
    const question = { deployment: PROD, subject: inside, context: { jurisdiction } };
    expect(deciderOf(turned, question, NOW).route).toBe(canaryRoute);
  });

  it('says nothing of arms where nothing is tried out, and keeps the version that was asked about', () => {
    const state = { stops: [], canaries: [canary({ deployment: 'other/prod' })], gates: [] };
    expect(deciderOf(state, { deployment: PROD, subject: inside, version: TRIED }, NOW)).toMatchObject({
      ...{ arm: null, canary: null, version: TRIED, route: 'model' },
    });
    expect(deciderOf(state, { deployment: PROD, subject: inside, version: 'latest' }, NOW).version).toBeNull();
  });
});
