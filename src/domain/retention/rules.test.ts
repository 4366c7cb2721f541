import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contestableUntil } from '../oversight/index.js';
import { DATED_CLASSES } from './dated-classes.js';
import { parseRetentionPeriod, pastBefore } from './retention-period.js';
import { rulesOf } from './rules.js';
import { NO_RETENTION, type RetentionSettings } from './types.js';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const momentOf = (keep: string, now: string): string =>
  new Date(pastBefore(parseRetentionPeriod(keep)!, Date.parse(now))).toISOString();
const registry = {
  systems: [],
  models: [{ id: 'm', system: 's', description: '' }],
  versions: [],
  deployments: ['m/a', 'm/b'].map((id) => ({ id, model: 'm', environment: id.slice(2), activations: [] })),
};
const rules = (settings: Partial<RetentionSettings>) => rulesOf({ ...NO_RETENTION, ...settings }, registry, NOW);
const classOf = (settings: Partial<RetentionSettings>, deployment: string): string | undefined =>
  rules(settings)
    .rules.find((rule) => rule.classOf.has(deployment))
    ?.classOf.get(deployment)?.id;

describe('a time of keeping', () => {
  it('is a number of days, months or years by the calendar', () => {
    expect(momentOf('90 days', '2026-11-22T10:00:00Z')).toBe('2026-08-24T10:00:00.000Z');
    expect(momentOf('25 months', '2026-11-22T10:00:00Z')).toBe('2024-10-22T10:00:00.000Z');
    expect(momentOf('1 month', '2026-03-31T10:00:00Z')).toBe('2026-02-28T10:00:00.000Z');
    expect(momentOf('1 year', '2028-02-29T10:00:00Z')).toBe('2027-02-28T10:00:00.000Z');
    for (const text of ['', '0 days', '1 week', '-1 days', '1.5 years', '999 years', '1 months ago']) {
      expect(parseRetentionPeriod(text)).toBeNull();
    }
  });

  it('never ends earlier on a later day', () => {
    const day = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(fc.nat(40), fc.nat(400), day, fc.nat(100 * 86_400_000), (months, days, now, later) => {
        const keep = { months, days };
        expect(pastBefore(keep, now + later)).toBeGreaterThanOrEqual(pastBefore(keep, now));
      }),
    );
  });
});

describe('the class of a deployment', () => {
  it('is its own, else that of its system, else the default', () => {
    const settings = { default: ['appeal-window'], systems: { s: ['us-ecoa-business-credit'] } };
    expect(classOf({ default: ['appeal-window'] }, 'm/a')).toBe('appeal-window');
    expect(classOf(settings, 'm/a')).toBe('us-ecoa-business-credit');
    expect(classOf({ ...settings, deployments: { 'm/b': ['us-ecoa-credit'] } }, 'm/b')).toBe('us-ecoa-credit');
  });

  it('is the one with the longest time of several, one of the future included', () => {
    expect(classOf({ default: ['appeal-window', 'us-ecoa-credit', 'us-ecoa-business-credit'] }, 'm/a')).toBe(
      'us-ecoa-credit',
    );
    expect(classOf({ default: ['appeal-window', 'us-co-sb26-189'] }, 'm/a')).toBe('us-co-sb26-189');
  });

  it('erases whole days alone, so that a decision stays as long as it can be contested', () => {
    const { beforeMs } = rules({ default: ['appeal-window'] }).rules[0]!;
    expect(new Date(beforeMs).toISOString()).toBe('2026-05-22T00:00:00.000Z');
    // At ten o'clock of 22 November one of 22 May can be contested to the end of the day.
    expect(contestableUntil([], beforeMs - 1)).toBeLessThan(NOW);
    expect(contestableUntil([], beforeMs)).toBeGreaterThan(NOW);
  });

  it('is none without one, or when it was repealed: nothing is erased, and a warning says so', () => {
    expect(rules({})).toMatchObject({ rules: [], unclassed: ['m/a', 'm/b'] });
    expect(rules({}).warnings[0]).toContain('m/a has no retention class');
    const old = { ...DATED_CLASSES[0]!, id: 'old', repealedAt: '2026-11-22' };
    const repealed = rules({ classes: [old], default: ['old'] });
    expect(repealed.rules).toEqual([]);
    expect(repealed.warnings[0]).toContain('repealed (old)');
    expect(classOf({ classes: [{ ...old, repealedAt: '2026-11-23' }], default: ['old'] }, 'm/a')).toBe('old');
  });

  it('has a time that can be read, a basis and a source, in the dated data', () => {
    for (const { keep, source, appliesFrom } of DATED_CLASSES) {
      expect(parseRetentionPeriod(keep)).not.toBeNull();
      expect(source.length).toBeGreaterThan(20);
      if (appliesFrom !== null) expect(new Date(appliesFrom).toISOString()).toContain(appliesFrom);
    }
  });
});
