import { describe, expect, it } from 'vitest';
import { NOTICE_STATEMENTS, statementsFor } from './notice-law.js';
import { readNotice } from './read-notice.js';

const CREDIT = { domain: 'credit', jurisdiction: 'US' } as const;
const BASE = {
  tribune: 'notice/v1',
  outcome: 'We have turned down your application.',
  organisation: 'Example Bank',
  correction: 'Write to us.',
  appeal: { how: 'Ask a person.', by: 'June 30' },
  contact: 'help@bank.example',
  decidedOn: 'May 3',
};
const LAWFUL = {
  ...BASE,
  address: '1 Main Street',
  agency: { name: 'Agency', address: '1 Square' },
  consumerReport: 'none',
};
const score = { value: 612, range: [300, 850], date: 'May 2', source: 'Bureau', factors: ['Balances are high'] };
const bureau = { name: 'Bureau', address: '2 Road', phone: '800-555-0100' };
const report = (extra: object = {}) => ({
  ...LAWFUL,
  consumerReport: { agency: bureau, score: { ...score, ...extra } },
});

describe('a notice of credit in the US', () => {
  it.each(['address', 'agency', 'consumerReport'] as const)('is refused without %s, with the source', (key) => {
    const { [key]: _, ...without } = LAWFUL;
    expect(() => readNotice(without, CREDIT)).toThrow(
      expect.objectContaining({ code: 'REASONS_INVALID', place: { name: key } }),
    );
    expect(() => readNotice(without, CREDIT)).toThrow(/12 CFR 1002\.9|15 U\.S\.C\. 1681m/);
  });

  it('holds the wording of the regulation with the agency of the creditor', () => {
    const context = readNotice(LAWFUL, CREDIT);
    const [ecoa, fcra] = statementsFor(CREDIT);
    expect(ecoa!.paragraphs(context).join(' ')).toMatch(
      /^The Federal Equal Credit Opportunity Act prohibits creditors from discriminating[\s\S]*concerning this creditor is Agency, 1 Square\.$/,
    );
    expect(fcra!.paragraphs(context)).toEqual([]);
  });

  it('tells of a report what the statute lists', () => {
    const said = statementsFor(CREDIT)[1]!.paragraphs(readNotice(report(), CREDIT)).join(' ');
    for (const part of [
      'Bureau, 2 Road, 800-555-0100',
      'did not make the decision',
      'free copy',
      '60 days',
      'dispute',
      '612',
      '300 to 850',
      'May 2',
      'Balances are high',
    ])
      expect(said).toContain(part);
  });

  it.each([
    [{ value: 900 }, /300 to 850, and the score is 900/],
    [{ range: [300] }, /has 1 number/],
    [{ factors: [] }, /names 0 factors/],
    [{ factors: ['a b', 'c d', 'e f', 'g h', 'i j'] }, /names 5 factors/],
    [{ secret: 1 }, /is no key that is known/],
  ])('refuses a score that cannot be: %j', (extra, says) => {
    expect(() => readNotice(report(extra), CREDIT)).toThrow(says);
  });

  it('takes a fifth factor for inquiries, and a report without a score only where that is said', () => {
    const five = { factors: ['a b', 'c d', 'e f', 'g h', 'i j'], inquiries: true };
    expect(readNotice(report(five), CREDIT).consumerReport!.score!.factors).toHaveLength(5);
    const withoutValues = { ...LAWFUL, consumerReport: { agency: bureau } };
    expect(() => readNotice(withoutValues, CREDIT)).toThrow(/score: is missing/);
    const none = { ...LAWFUL, consumerReport: { agency: bureau, score: 'none' } };
    expect(readNotice(none, CREDIT).consumerReport!.score).toBeNull();
  });
});

describe('other notices', () => {
  it('of the US need the report only', () => {
    const hiring = { domain: 'hiring', jurisdiction: 'US' } as const;
    expect(() => readNotice(BASE, hiring)).toThrow(/consumerReport: is missing/);
    expect(readNotice({ ...BASE, consumerReport: 'none' }, hiring).agency).toBeUndefined();
  });

  it('of a jurisdiction without statements need none', () => {
    expect(readNotice(BASE, { domain: 'credit', jurisdiction: 'XX' }).organisation).toBe('Example Bank');
  });

  it('have statements with date, basis and origin', () => {
    for (const each of NOTICE_STATEMENTS) {
      expect(each.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(each.basis.length * each.origin.length * each.needs.length).toBeGreaterThan(0);
    }
  });
});
