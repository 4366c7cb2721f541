import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byStrictness,
  reaches,
  routeOf,
  STOP_MODES,
  type StopInForce,
  standingOf,
  stopsOf,
  throttleSalt,
} from './index.js';

const PROD = 'lending/prod';
const [ONE, OTHER] = [`sha256:${'1'.repeat(64)}`, `sha256:${'a2'.repeat(32)}`] as const;
const stop = (more: Partial<StopInForce> = {}): StopInForce => ({
  ...{ id: 'a', mode: 'stop', fallback: { kind: 'human-queue' }, since: '2026-11-22T10:00:00.000Z', drill: false },
  ...{ reach: { deployments: [PROD] }, ...more },
});
const anyStop = fc
  .record({
    id: fc.uuid(),
    mode: fc.constantFrom(...STOP_MODES),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    since: fc.date({ min: new Date(0), max: new Date(1e13), noInvalidDate: true }).map((date) => date.toISOString()),
    drill: fc.boolean(),
    where: fc.constantFrom({}, { jurisdiction: ['US-FL'] }, { sex: ['f'] }),
    deployments: fc.constantFrom<'all' | string[]>('all', [PROD], ['other/prod']),
  })
  .map(
    ({ where, deployments, mode, share, ...same }): StopInForce => ({
      ...same,
      ...{ mode, fallback: { kind: 'human-queue' }, reach: { deployments, where } },
      ...(mode === 'throttle' ? { share } : {}),
    }),
  );
const RANKS = ['model', 'review', 'shadow', 'fallback'];

describe('the share of a throttle', () => {
  it('is the one that Python computes', () => {
    const known = JSON.parse(readFileSync(new URL('./testdata/standing.json', import.meta.url), 'utf8')) as [
      string,
      string,
      number,
    ][];
    for (const [salt, subject, standing] of known) expect(standingOf(salt, subject), subject).toBe(standing);
  });

  it('leaves about its share of the subjects to the model, the same ones each time and within a larger share', () => {
    const left = (share: number) =>
      Array.from({ length: 20_000 }, (_, i) => `case-${i}`).filter(
        (subject) => routeOf([stop({ mode: 'throttle', share })], { deployment: PROD, subject }).route === 'model',
      );
    const [tenth, half] = [left(0.1), left(0.5)];
    // Four standard deviations of a binomial count.
    expect(Math.abs(tenth.length - 2000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9));
    expect(Math.abs(half.length - 10_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.5 * 0.5));
    const known = new Set(half);
    expect(tenth.every((subject) => known.has(subject))).toBe(true);
  });

  it('leaves nobody to the model whose subject is not said', () => {
    const throttle = stop({ mode: 'throttle', share: 0.999 });
    for (const subject of [undefined, '', ' ', null as never])
      expect(routeOf([throttle], { deployment: PROD, subject })).toMatchObject({ route: 'fallback', stop: throttle });
  });
});

describe('several stops', () => {
  it('have one order, in which no two are equal', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyStop, { selector: ({ id }) => id, maxLength: 8 }), (stops) => {
        const one = stops.toSorted(byStrictness).map(({ id }) => id);
        expect(
          stops
            .toReversed()
            .toSorted(byStrictness)
            .map(({ id }) => id),
        ).toEqual(one);
      }),
    );
  });

  it('give each case the strictest effect of any of them, in whatever order they come', () => {
    const question = { deployment: PROD, subject: 'case-1', context: { jurisdiction: 'US-FL', sex: 'm' } };
    fc.assert(
      fc.property(fc.uniqueArray(anyStop, { selector: ({ id }) => id, maxLength: 6 }), (stops) => {
        const answer = routeOf(stops, question);
        const alone = stops.map((one) => RANKS.indexOf(routeOf([one], question).route));
        expect(RANKS.indexOf(answer.route)).toBe(Math.max(0, ...alone));
        expect(routeOf(stops.toReversed(), question)).toEqual(answer);
        expect(answer.fallback === null).toBe(answer.route === 'model');
      }),
    );
  });

  it('leave the smaller of two shares, and have people decide it beside a review', () => {
    const [wide, narrow] = [
      stop({ id: 'w', mode: 'throttle', share: 0.5 }),
      stop({ id: 'n', mode: 'throttle', share: 0.2 }),
    ];
    const review = stop({ id: 'r', mode: 'review' });
    for (let i = 0; i < 500; i++) {
      const question = { deployment: PROD, subject: `case-${i}` };
      const isLeft = standingOf(throttleSalt(PROD), question.subject) < 0.2;
      expect(routeOf([wide, narrow], question).route).toBe(isLeft ? 'model' : 'fallback');
      expect(routeOf([wide, narrow, review], question).route).toBe(isLeft ? 'review' : 'fallback');
    }
  });

  it('have people decide where the version of the fallback is stopped too, whichever stop came first', () => {
    const fallback = { kind: 'last-good-version', version: 'sha256:old' } as const;
    const first = stop({ id: 'first', fallback });
    const old = stop({ id: 'old', reach: { deployments: ['other/prod'], version: 'sha256:old' } });
    const question = { deployment: PROD, version: 'sha256:new', subject: 'case-1', context: { jurisdiction: 'US-FL' } };
    expect(routeOf([first], question).fallback).toEqual(fallback);
    for (const stops of [
      [first, old],
      [old, first],
    ])
      expect(routeOf(stops, question)).toEqual({ route: 'fallback', stop: first, fallback: { kind: 'human-queue' } });
    const elsewhere = { ...old, reach: { ...old.reach, where: { jurisdiction: ['DE'] } } };
    for (const other of [{ ...old, drill: true }, elsewhere])
      expect(routeOf([first, other], question).fallback).toEqual(fallback);
  });

  it('show the strictest that holds for all of a deployment, and those that hold for a part of it', () => {
    const [all, part, drill] = [
      stop({ id: 'all', mode: 'review', reach: { deployments: 'all' } }),
      stop({ id: 'part', reach: { deployments: [PROD], where: { sex: ['f'] } } }),
      stop({ id: 'drill', drill: true }),
    ];
    expect(stopsOf([all, part, drill], PROD, 'sha256:a')).toEqual({ whole: all, partial: [part] });
    const ofVersion = stop({ reach: { deployments: [PROD], version: 'sha256:a' } });
    expect(stopsOf([ofVersion], PROD, 'sha256:a').whole).toBe(ofVersion);
    expect(stopsOf([ofVersion], PROD, 'sha256:b')).toEqual({ whole: null, partial: [ofVersion] });
  });
});

describe('what a stop holds for', () => {
  it.each([
    ['its deployment', {}, {}, true],
    ['no other one', { deployments: ['other/prod'] }, {}, false],
    ['everything', { deployments: 'all' as const }, {}, true],
    ['its version', { version: ONE }, { version: ONE }, true],
    ['no other version', { version: ONE }, { version: OTHER }, false],
    ['a version that is not said', { version: ONE }, {}, true],
    ['a version that is a name', { version: ONE }, { version: 'v7' }, true],
    ['a version whose digest is in capitals', { version: OTHER }, { version: OTHER.toUpperCase() }, true],
    ['a version whose digest has no prefix', { version: ONE }, { version: ONE.slice('sha256:'.length) }, true],
    ['a version that is cut off', { version: ONE }, { version: ONE.slice(0, -1) }, true],
    ['a version that is no text', { version: ONE }, { version: 7 as never }, true],
    ['a deployment that is not said', {}, { deployment: undefined as never }, true],
    ['a context that is null', { where: { sex: ['f'] } }, { context: null as never }, true],
    ['a place', { where: { jurisdiction: ['US-FL'] } }, { context: { jurisdiction: 'US-FL' } }, true],
    ['a place within a place', { where: { jurisdiction: ['US'] } }, { context: { jurisdiction: 'US-FL' } }, true],
    [
      'no place that only begins alike',
      { where: { jurisdiction: ['US'] } },
      { context: { jurisdiction: 'USA' } },
      false,
    ],
    ['the place around it', { where: { jurisdiction: ['US-FL'] } }, { context: { jurisdiction: 'US' } }, true],
    ['not the place beside it', { where: { jurisdiction: ['US-FL'] } }, { context: { jurisdiction: 'US-NY' } }, false],
    ['a place in small letters', { where: { jurisdiction: ['US-FL'] } }, { context: { jurisdiction: 'us-fl' } }, true],
    ['a place that is empty', { where: { jurisdiction: ['US-FL'] } }, { context: { jurisdiction: ' ' } }, true],
    ['a version that is empty', { version: ONE }, { version: '' }, true],
    ['a group that is empty', { where: { sex: ['f'] } }, { context: { sex: '' } }, true],
    ['a group that is no text', { where: { sex: ['1'] } }, { context: { sex: 1 as never } }, true],
    ['no group that begins alike', { where: { group: ['a'] } }, { context: { group: 'a-b' } }, false],
    ['one of some groups', { where: { sex: ['f', 'x'] } }, { context: { sex: 'x' } }, true],
    ['a group that is not said', { where: { sex: ['f'] } }, { context: { sex: null } }, true],
    [
      'a group and a place',
      { where: { sex: ['f'], jurisdiction: ['US'] } },
      { context: { sex: 'f', jurisdiction: 'DE' } },
      false,
    ],
    ['no name of the language', { where: { constructor: ['x'] } }, { context: {} }, true],
  ])('%s', (_what, reach, question, holds) => {
    expect(reaches({ deployments: [PROD], ...reach }, { deployment: PROD, ...question })).toBe(holds);
  });

  it('is no decision at all, when it is a drill', () => {
    expect(routeOf([stop({ drill: true })], { deployment: PROD })).toEqual({
      route: 'model',
      stop: null,
      fallback: null,
    });
  });
});
