import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy/index.js';
import { createGenerator } from '../../src/core/stats/index.js';
import type { ColumnReader, TableColumn } from '../../src/domain/learning/ports/index.js';
import { wantedGap } from '../../src/domain/mitigation/alternatives/index.js';
import { type CandidateSpec, type SearchResult, searchAlternatives } from '../../src/domain/mitigation/search/index.js';

/** Whole searches, from a table to the answer, whose candidates come from a trainer that is outside of the program and whose truth is known. */
const isLong = process.env.TRIBUNE_LONG !== undefined;
const SEARCHES = isLong ? 400 : 30;
const PEOPLE = isLong ? 4_000 : 1_200;
const MANY = 8_000;
const CANDIDATES = isLong ? 16 : 8;
const ALPHA = 0.05;
const MARGINS = { gain: 0.02, tolerance: 0.01 };
/** The model in use gives a 1 from this merit on; labels are 1 from a half on, and one in ten is wrong. */
const USUAL = { f: 0.6, m: 0.4 };

/** What every candidate does in truth: its cutoffs, and the share of people about whom it decides by a coin. */
interface World {
  readonly f: number;
  readonly m: number;
  readonly coins: number;
}

const { policy } = parsePolicy(
  `tribune: policy/v1
name: lender
version: 1.0.0
data: { label: repaid, favourable: 1, attributes: { sex: {} } }
requirements:
  - id: alike
    metric: favourable_rate
    by: [sex]
    compare: difference
    max: 0.02
    evidence: violation
    smallGroups: report
    severity: block
    basis: { kind: ours, source: "simulation" }
`,
  { isUndecided: true },
);

/** Accuracy among all people: halves of women and men, one label in ten wrong. */
function accuracyOf({ f, m, coins }: World): number {
  const right = (cutoff: number): number => 1 - Math.abs(cutoff - 0.5);
  const share = (right(f) + right(m)) / 2;
  return (1 - coins) * (0.9 * share + 0.1 * (1 - share)) + coins * 0.5;
}
const lossOf = (world: World): number => accuracyOf({ ...USUAL, coins: 0 }) - accuracyOf(world);
/** Women get a 1 less often by the gap of the model in use, or of a candidate. */
const reductionOf = ({ f, m, coins }: World): number => 0.2 - Math.abs((1 - coins) * (f - m));

/** One search among people who are drawn by the number. */
async function searched(world: World, number: number, people = PEOPLE): Promise<SearchResult> {
  const random = createGenerator(`people of search ${number}`);
  const woman = Float64Array.from({ length: people }, (_, i) => i % 2);
  const merit = woman.map(() => random.nextUniform());
  const label = merit.map((a) => +(a >= 0.5 !== random.nextUniform() < 0.1));
  const columns: TableColumn[] = [
    { name: 'sex', values: woman, categories: ['m', 'f'] },
    { name: 'merit', values: merit },
    { name: 'noise', values: merit.map(() => random.nextUniform()) },
    { name: 'repaid', values: label },
  ];
  const table: ColumnReader = {
    name: 'people.csv',
    read: async (reading) => {
      const wanted = reading.columns(columns.map(({ name }) => name));
      const read = wanted.map((name) => {
        const column = columns.find((one) => one.name === name)!;
        const isText = reading.texts.includes(name) && column.categories === undefined;
        return isText ? { ...column, categories: ['0', '1'] } : column;
      });
      return { digest: `sha256:${'0'.repeat(64)}`, rows: people, columns: read };
    },
  };
  const decisionsOf = ({ id }: CandidateSpec, isUsual: boolean): Float64Array => {
    const random = createGenerator(`${id} of search ${number}`);
    const drawn = merit.map(() => random.nextUniform());
    const coin = merit.map(() => +(random.nextUniform() < 0.5));
    const { f, m, coins } = isUsual ? { ...USUAL, coins: 0 } : world;
    return merit.map((own, row) => (drawn[row]! < coins ? coin[row]! : +(own >= (woman[row] === 1 ? f : m))));
  };
  const { result } = await searchAlternatives({
    ...{ table, policy, policyDigest: `sha256:${'0'.repeat(64)}`, gap: wantedGap(policy, undefined), target: 'repaid' },
    ...{ learners: ['command'], steps: ['none'], count: CANDIDATES, margins: MARGINS, trainer: 'outside' },
    settings: { command: { k: Array.from({ length: 1_000 }, (_, k) => k) } },
    ...{ seed: `search ${number}`, today: '2026-11-22', version: '0.0.0', features: ['merit', 'noise'] },
    commit: async () => '',
    seconds: () => 0,
    progress: () => undefined,
    open: () => ({
      atOnce: 1,
      close: async () => undefined,
      async learn(spec) {
        const isUsual = Object.keys(spec.parameters).length === 0 && spec.features.length === 2;
        const chance = decisionsOf(spec, isUsual);
        return { score: chance, chance, digest: `sha256:${'1'.repeat(64)}`, cautions: [], files: {} };
      },
    }),
  });
  return result;
}

async function shareOf(world: World, isSo: (result: SearchResult) => boolean): Promise<number> {
  let count = 0;
  for (let number = 0; number < SEARCHES; number++) if (isSo(await searched(world, number))) count++;
  return count / SEARCHES;
}

/** Three standard errors of a share of 5 % beside it. */
const LIMIT = ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / SEARCHES);
/** Decisions by a coin that cost all of what a closed gap wins, and a hundredth more. */
const boundary = { f: 0.5, m: 0.5, coins: 0 };
const atBoundary = { ...boundary, coins: (accuracyOf(boundary) - accuracyOf({ ...USUAL, coins: 0 }) + 0.01) / 0.4 };

describe('whole searches by an outside trainer, of which a few candidates are picked on one part and judged on another', {
  timeout: isLong ? 3_000_000 : 60_000,
}, () => {
  it.each<[string, World]>([
    ['candidates with the gap of the model in use', { ...USUAL, coins: 0.05 }],
    ['gaps smaller by just less than what counts', { f: 0.59, m: 0.41 - 1e-9, coins: 0 }],
    ['no gap, at a loss of just more than what is small', { ...atBoundary, coins: atBoundary.coins + 1e-9 }],
  ])('say yes in at most one of twenty: %s', async (name, world) => {
    // There is none in truth: too little is won, or too much is lost.
    const { gain, tolerance } = MARGINS;
    expect(reductionOf(world) < gain || lossOf(world) > tolerance).toBe(true);
    const wrong = await shareOf(world, ({ answer }) => answer === 'yes');
    if (isLong) process.stdout.write(`yes, ${name}: ${(100 * wrong).toFixed(2)} %\n`);
    expect(wrong).toBeLessThanOrEqual(LIMIT);
  });

  it('say no in at most one of twenty where there is one, and find it with the chance that they state', async () => {
    const planted: World = { f: 0.51, m: 0.49, coins: 0.05 };
    expect(reductionOf(planted)).toBeGreaterThan(MARGINS.gain);
    expect(lossOf(planted)).toBeLessThan(0);
    const found: SearchResult[] = [];
    // Enough people for the chance that is stated to be of a reduction like this one.
    const searches = Math.ceil(SEARCHES / 3);
    for (let number = 0; number < searches; number++) found.push(await searched(planted, number, MANY));
    // Each search says which reduction it would find four times in five: of those that say this one, as many must.
    const stating = found.filter(({ visible }) => visible !== null && visible <= reductionOf(planted));
    const yes = stating.filter(({ answer }) => answer === 'yes').length / stating.length;
    const no = found.filter(({ answer }) => answer === 'no within the class tried').length / searches;
    if (isLong)
      process.stdout.write(
        `planted: yes ${(100 * yes).toFixed(1)} % of ${stating.length} that state it, no ${(100 * no).toFixed(1)} %\n`,
      );
    expect(stating.length).toBeGreaterThan(searches / 2);
    expect(no).toBeLessThanOrEqual(ALPHA + 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / searches));
    expect(yes).toBeGreaterThanOrEqual(0.8 - 3 * Math.sqrt(0.16 / stating.length));
  });
});
