import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TribuneError } from '../../core/base/errors.js';
import { parsePolicy } from '../../core/policy/index.js';
import { bindLive } from '../../domain/audits/source/live-binding.js';
import type { AuditRow } from '../../domain/decisions/read/audit-row.js';
import { type Engine, withEngine } from '../dataset/engine/engine.js';
import { freshBase, joined, LiveTable } from './live-table.js';
import { shownTally } from './shown-tally.js';

interface Person {
  readonly town: string;
  readonly eth: string | null;
  readonly sex: string;
  readonly outcome: 0 | 1;
}

const policyOf = (more: string): string => `tribune: policy/v1
name: p
version: 1.0.0
data:
  label: y
  prediction: p
  favourable: 1
  minGroupSize: 5
  ${more}
requirements:
  - id: r
    metric: selection_rate
    by: [sex]
    compare: difference
    reference: largest
    max: 0.2
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;

/** Gives the exact text that a caller who may see no person gets as answer. */
async function answered(people: readonly Person[], more: string): Promise<string> {
  const { policy } = parsePolicy(policyOf(more), { file: 'policy' });
  const live = bindLive(policy);
  const ask = async (engine: Engine): Promise<unknown> => {
    const table = await LiveTable.open(engine, {
      columns: live,
      knownBeforeMs: Number.POSITIVE_INFINITY,
      typed: false,
    });
    people.forEach(({ town, eth, sex, outcome }, index) => {
      const fixed = {
        deployment: 'd',
        version: 'v',
        cutoff: null,
        score: null,
        route: 'automatic',
        jurisdiction: null,
      };
      const attributes = { town, eth, sex };
      const row = { ...fixed, index, id: String(index), outcome, decidedHourMs: 0, attributes, inputs: undefined };
      table.add(row as AuditRow);
    });
    table.finish();
    const source = { from: joined(freshBase(false), live), known: table.seen, erased: 0 };
    return (
      await shownTally(engine, source, { live, bands: [], sight: 'groups', policyDigest: 'sha256:x', deployment: 'd' })
    ).shown;
  };
  const answer = await withEngine({}, ask).catch((error: unknown) => {
    if (!(error instanceof TribuneError)) throw error;
    const { code, message, remedy, place } = error;
    return { code, message, remedy, place };
  });
  return JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

const crowd = fc.record({
  town: fc.constantFrom('x1', 'x2'),
  eth: fc.constantFrom('a', 'b', '7', null),
  sex: fc.constantFrom('f', 'm'),
  outcome: fc.constantFrom(0 as const, 1 as const),
});
const crowds = fc
  .array(fc.tuple(crowd, fc.integer({ min: 11, max: 40 })), { minLength: 3, maxLength: 8 })
  .map((all) => all.flatMap(([one, n]) => Array.from({ length: n }, (): Person => one)));

/**
 * Makes n people, of whom the first have town x3 and group `Roma`, and the others town x2 and group `a`. Everything else is the same in
 * both.
 */
const exchanged = (n: number, some: number): Person[] =>
  Array.from({ length: n }, (_, i) => {
    const eth = i < some ? 'Roma' : 'a';
    return { town: i < some ? 'x3' : 'x2', eth, sex: i % 2 === 0 ? 'f' : 'm', outcome: i % 3 === 0 ? 1 : 0 };
  });

const BY_SEX = 'attributes: { sex: {} }';
const ASKS = [
  `${BY_SEX}\n  where: "town = 'x3' and eth = 'Roma'"`,
  `${BY_SEX}\n  where: "eth = 'Roma' or town = 'nowhere'"`,
  `${BY_SEX}\n  where: "not (town = 'x3' and eth = 'Roma')"`,
  `${BY_SEX}\n  where: "not eth = 'Roma' or eth is missing"`,
  // Only people with a number form the group, and no error may reveal that others exist.
  `attributes: { sex: {}, eth: { bins: [5] } }\n  missing: [a, b]`,
  `attributes: { sex: {}, eth: { bins: [5] } }\n  missing: [a, b]\n  where: "not town = 'x3'"`,
  // A value that is no number is dropped, like a missing one, where the filter needs a number.
  `${BY_SEX}\n  missing: [a, b]\n  where: "eth > 5"`,
  `${BY_SEX}\n  missing: [a, b]\n  where: "not eth > 5 and town is not missing"`,
];

it('is the same for nobody and for 1 to 10 people whom a filter, a bin or a word of the policy singles out', async () => {
  const counts = { refused: 0, unfiltered: 0 };
  const property = fc.asyncProperty(
    crowds,
    fc.constantFrom(...ASKS),
    fc.integer({ min: 1, max: 10 }),
    async (base, ask, some) => {
      // People without a number are unknown in the bins, with and without the exchange.
      const [none, few] = await Promise.all([0, some].map((n) => answered([...base, ...exchanged(10, n)], ask)));
      expect(few).toBe(none);
      if (few!.includes('DATA_TOO_FEW')) counts.refused += 1;
      if (few!.includes('not applied')) counts.unfiltered += 1;
    },
  );
  await fc.assert(property, { numRuns: 60, seed: 11 });
  expect(counts.refused).toBeGreaterThan(10);
  expect(counts.unfiltered).toBeGreaterThan(10);
}, 120_000);

it('applies a filter that keeps at least 11 and leaves out at least 11', async () => {
  const people = [0, 1].flatMap((outcome) =>
    ['x1', 'x2'].flatMap((town) =>
      Array.from({ length: 20 }, (): Person => ({ town, eth: 'a', sex: 'f', outcome: outcome as 0 | 1 })),
    ),
  );
  const answer = JSON.parse(await answered(people, `${BY_SEX}\n  where: "town = 'x1'"`));
  expect(answer).toMatchObject({
    filter: 'applied',
    tally: { excluded: [{ reason: 'filtered by policy', rows: 40 }] },
  });
});

it('refuses a filter for values that are no numbers once at least 11 have such', async () => {
  const many = Array.from(
    { length: 60 },
    (_, i): Person => ({ town: 'x1', eth: i < 40 ? '7' : null, sex: 'f', outcome: i % 2 === 0 ? 0 : 1 }),
  );
  const said = (some: number) => answered([...many, ...exchanged(some, some)], `${BY_SEX}\n  where: "eth > 5"`);
  expect(await said(10)).toContain('"filter":"applied"');
  const refused = JSON.parse(await said(11));
  expect(refused).toMatchObject({ code: 'DATA_VALUE_INVALID' });
  expect(refused.message).toBe(
    'at least 11 values are not readable as a finite number, though data.where compares them with one',
  );
});

it('answers a name that a few have as one that nobody has, without suggesting it', async () => {
  const many = Array.from(
    { length: 60 },
    (_, i): Person => ({ town: 'x1', eth: null, sex: 'f', outcome: i < 30 ? 0 : 1 }),
  );
  const ask = 'attributes: { sex: {}, eth: {} }';
  const answers = await Promise.all([0, 4].map((n) => answered([...many, ...exchanged(n, n)], ask)));
  expect(answers[0]).toContain('POLICY_INVALID');
  expect(answers[1]).toBe(answers[0]);
});
