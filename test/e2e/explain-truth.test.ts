import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onOneLine } from '../../src/apps/cli/terminal/error.js';
import { wholeText } from '../support/generators/texts.js';
import { cli, inFolder } from './support.js';

/** Sentences of every view are read back and held against the numbers and the cells that they speak of. */

/** A number as files hold it: long, with leading zeros, trailing zeros, an exponent, beyond six digits. */
const numberCell = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map(String),
  fc.integer({ min: 1_000_000, max: 2_000_000_000 }).map(String),
  fc.double({ min: 0, max: 1e7, noNaN: true }).map(String),
  fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 })).map(([a, b]) => `00${a}.${String(b).padStart(2, '0')}0`),
  fc.integer({ min: 1, max: 9 }).map((digit) => `${digit}e${digit}`),
);
const categoryCell = fc.oneof(fc.constantFrom('own', 'rent', ' rent', ''), wholeText);

interface Person {
  readonly amount: string;
  readonly term: string;
  readonly home: string;
}
const person: fc.Arbitrary<Person> = fc.record({ amount: numberCell, term: numberCell, home: categoryCell });

/** Points fall with the amount, rise and fall with the term, and depend on the home. */
const card = (points: readonly number[]): string =>
  [
    'feature,lower,upper,category,points',
    `(base),,,,${points[0]! / 7}`,
    'amount,,1000,,30.1',
    `amount,1000,1000000,,${points[1]}`,
    'amount,1000000,,,0.07',
    'term,,12,,5',
    `term,12,36,,${points[2]}`,
    'term,36,,,3',
    'home,,,own,20',
    `home,,,rent,${points[3]}`,
    'home,,,(other),1.3',
    'home,,,(missing),0',
  ].join('\n');

const trees = (values: readonly number[]): string =>
  JSON.stringify({
    kind: 'tree-ensemble',
    numOutputs: 1,
    baseOffset: [0.1],
    link: 'logit',
    featureNames: ['amount', 'term'],
    trees: [0, 1].map((feature) => ({
      childrenLeft: [1, -1, 3, -1, -1],
      childrenRight: [2, -1, 4, -1, -1],
      feature: [feature, -2, 1 - feature, -2, -2],
      threshold: [feature === 0 ? 1000.5 : 24.5, 0, feature === 0 ? 24.5 : 1000.5, 0, 0],
      value: values.map((value, i) => [value * (i + feature + 1) * 0.13]),
      cover: [10, 4, 6, 3, 3],
    })),
  });

const REASONS = (families: string): string =>
  `tribune: reasons/v1\ndomain: credit\nmateriality: 0.01\nfamilies:\n${families}`;
const FAMILIES = '  amount: { features: [amount], text: loan-amount }\n  term: { features: [term], text: loan-term }\n';
const NOTICE = [
  'tribune: notice/v1',
  'outcome: We have turned you down.',
  'organisation: Bank',
  'address: 1 Road',
  'agency: { name: Agency, address: 2 Road }',
  'consumerReport: none',
  'correction: Write to us.',
  'appeal: { how: Ask., by: June }',
  'contact: a@b.example',
  'decidedOn: May',
].join('\n');
const ACTIONS =
  'tribune: recourse/v1\ncosts: { amount: 1000, term: 6 }\nfeatures:\n  amount: { mutable: true, min: 0, max: 100000000 }\n  term: { mutable: true, min: 0, max: 100000000 }\n';

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const isMissing = (cell: string): boolean => /^[+-]?nan$/i.test(cell.trim()) || cell.trim() === '';
const shown = (cell: string): string =>
  isMissing(cell) ? 'missing' : cell.length <= 200 ? cell : `${cell.slice(0, 200)}... (${cell.length} characters)`;
const plain = (html: string): string =>
  html
    .replaceAll('<td class="long">', '<td>')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const numberOf = (text: string): number => Number(text.replace('\u2212', '-'));

interface Case {
  readonly kind: 'card' | 'trees';
  readonly points: readonly number[];
  readonly people: readonly Person[];
  /** Where the cutoff lies from the score of the first person. */
  readonly distance: number;
  readonly accept: 'above' | 'below';
}
/** Scores must have digits of their own: a round score stays on its side of the cutoff however it is rounded. */
const points = fc.integer({ min: -300_000_000, max: 300_000_000 }).map((n) => n / 9_999_991);
const cases: fc.Arbitrary<Case> = fc.record({
  kind: fc.constantFrom('card' as const, 'trees' as const),
  points: fc.array(points, { minLength: 5, maxLength: 5 }),
  people: fc.array(person, { minLength: 12, maxLength: 30 }),
  distance: fc.constantFrom(0, 1e-13, -1e-13, 3e-9, -3e-9, 2e-5, -2e-5, 4e-4, -4e-4, 0.3, -0.3, 8, -8),
  accept: fc.constantFrom('above' as const, 'below' as const),
});

interface Ran extends Case {
  readonly page: (words: readonly string[]) => Promise<string>;
  readonly run: (words: readonly string[]) => Promise<{ code: number; out: string; err: string }>;
  readonly scale: 'raw';
  readonly score: number;
  readonly cutoff: number;
  readonly accepted: boolean;
}

/** The files of a case in a folder, the score of its first person, and a cutoff beside it. */
async function withCase(given: Case, use: (ran: Ran) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    mkdirSync(folder, { recursive: true });
    const columns = given.kind === 'card' ? (['amount', 'term', 'home'] as const) : (['amount', 'term'] as const);
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const model = file(
      `model.${given.kind === 'card' ? 'csv' : 'json'}`,
      given.kind === 'card' ? card(given.points) : trees(given.points),
    );
    const lines = given.people.map((each) => columns.map((column) => quoted(each[column])).join(','));
    const data = file('people.csv', `${[columns.join(','), ...lines].join('\n')}\n`);
    const home = given.kind === 'card' ? '  home: { features: [home], text: residence }\n' : '';
    file('reasons.yaml', REASONS(FAMILIES + home));
    file('notice.yaml', NOTICE);
    file('actions.yaml', ACTIONS);
    const run: Ran['run'] = ([command, ...words]) =>
      cli([
        command!,
        model,
        data,
        '--unseen',
        'model',
        ...words.map((word) => (/\.(yaml|html)$/.test(word) ? join(folder, word) : word === 'DATA' ? data : word)),
      ]);
    const page: Ran['page'] = async (words) => {
      const { code, err } = await run([...words, '--html', 'page.html']);
      if (code !== 0) throw new Error(err);
      return plain(readFileSync(join(folder, 'page.html'), 'utf8'));
    };
    const first = await run(['explain', '--row', '0', '-b', 'DATA', '--json']);
    if (first.code !== 0) throw new Error(first.err);
    const score: number = JSON.parse(first.out).rows[0].prediction[0];
    const cutoff = score + given.distance;
    const accepted = given.accept === 'above' ? score >= cutoff : score < cutoff;
    await use({ ...given, run, page, scale: 'raw', score, cutoff, accepted });
  });
}

const decision = ({ cutoff, accept }: Ran): string[] => [
  '--cutoff',
  String(cutoff),
  '--cutoff-scale',
  'raw',
  '--accept',
  accept,
];

/** A written score and a written cutoff compare as the decision says. */
function holds(score: string, cutoff: string, said: string, ran: Ran): void {
  expect(numberOf(cutoff)).toBe(ran.cutoff);
  const paper = ran.accept === 'above' ? numberOf(score) >= numberOf(cutoff) : numberOf(score) < numberOf(cutoff);
  expect([paper, said.startsWith('accepted')]).toEqual([ran.accepted, ran.accepted]);
}

const NUMBER = '([\\u2212-]?[\\d.]+(?:e[+-]?\\d+)?)';
const check = (runs: number, property: (ran: Ran) => Promise<void>, part = 0) =>
  fc.assert(
    fc.asyncProperty(cases, (given) => withCase(given, property)),
    { numRuns: runs, seed: 20261128 + part },
  );

/** A case takes seconds on a busy machine: the same number of cases in several tests stays far from the time limit of one. */
const PARTS = [0, 1, 2, 3, 4] as const;
const RUNS_PER_PART = 5;

describe('what pages, letters and the terminal say is true of the numbers', () => {
  it.each(PARTS)(
    'explain: the side of the cutoff, the cells of the person, the direction of what counted (%i)',
    async (part) => {
      const property = async (ran: Ran): Promise<void> => {
        const words = ['explain', '--row', '0', '-b', 'DATA', ...decision(ran)];
        const { out } = await ran.run(words);
        const [, verdict, score, cutoff] = new RegExp(
          `^ {2}(accepted|not accepted): raw score ${NUMBER}, accepted (?:>=|<) ${NUMBER}$`,
          'm',
        ).exec(out)!;
        holds(score!, cutoff!, verdict!, ran);
        expect(out).toContain(`compared with the people of the background`);
        const values: Record<string, number[]> = JSON.parse((await ran.run([...words, '--json'])).out).rows[0].values;
        const own = ran.people[0]!;
        for (const [name, [value]] of Object.entries(values)) {
          if (value !== 0) expect(out).toContain(`${name} = ${onOneLine(shown(own[name as keyof Person]))} `);
        }
        const reviewer = await ran.page([...words, '--view', 'reviewer']);
        const head = new RegExp(
          `is ${NUMBER}; accepted are scores (?:at or above|below) ${NUMBER}: (accepted|not accepted)\\.`,
        ).exec(reviewer)!;
        holds(head[1]!, head[2]!, head[3]!, ran);
        for (const name of Object.keys(values)) {
          expect(reviewer).toContain(`<th scope="row">${name}</th><td>${shown(own[name as keyof Person])}</td>`);
        }
        const applicant = await ran.page([...words, '--view', 'applicant']);
        const sides = applicant.split('What counted for you most');
        const favour = ran.accept === 'above' ? 1 : -1;
        for (const [name, [value]] of Object.entries(values)) {
          const told = `<li>${name}: ${shown(own[name as keyof Person])}</li>`;
          if (sides.length === 2 && sides[0]!.includes(told)) expect(value! * favour).toBeLessThan(0);
          if (sides.length === 2 && sides[1]!.includes(told)) expect(value! * favour).toBeGreaterThan(0);
        }
      };
      await check(RUNS_PER_PART, property, part);
    },
    300_000,
  );

  it('recourse: which side, from the cell on file, and the score then', async () => {
    await check(20, async (ran) => {
      const { out } = await ran.run(['recourse', '--row', '0', '-c', 'actions.yaml', ...decision(ran)]);
      const head = new RegExp(`^row 0 {2}score ${NUMBER} {2}(accepted already|not accepted)$`, 'm').exec(out)!;
      holds(head[1]!, String(ran.cutoff), head[2]!, ran);
      for (const [, then] of out.matchAll(new RegExp(`score then ${NUMBER}`, 'g'))) {
        const score = numberOf(then!);
        expect(ran.accept === 'above' ? score >= ran.cutoff : score < ran.cutoff).toBe(true);
      }
      for (const [, name, from] of out.matchAll(/^ {4}(amount|term): (.*) -> /gm)) {
        expect(from).toBe(onOneLine(shown(ran.people[0]![name as keyof Person])));
      }
    });
  }, 300_000);

  let letters = 0;
  it.each(PARTS)(
    'reasons and the letter: whose value, as on file, and "most people" are most of those compared with (%i)',
    async (part) => {
      const property = async (ran: Ran): Promise<void> => {
        const words = [
          'reasons',
          '--row',
          '0',
          '--reasons',
          'reasons.yaml',
          ...decision(ran),
          '--baseline',
          'all-applicants',
        ];
        const { code, out, err } = await ran.run([...words, '--json']);
        expect([0, 3], err).toContain(code);
        const result = JSON.parse(out);
        expect(result.status === 'not adverse').toBe(ran.accepted);
        const terminal = (await ran.run(words)).out;
        const head = new RegExp(`^row 0 {2}raw score ${NUMBER}, accepted (?:>=|<) ${NUMBER}$`, 'm').exec(terminal)!;
        holds(head[1]!, head[2]!, ran.accepted ? 'accepted' : 'not', ran);
        if (result.status !== 'ready') return;
        letters += 1;
        const letter = await ran.page([...words, '--view', 'applicant', '--notice', 'notice.yaml']);
        const whom: readonly number[] = result.record.baseline.indices;
        for (const reason of result.reasons) {
          const cell = ran.people[0]![reason.leading as keyof Person];
          const others = whom.map((index) => Number(ran.people[index]![reason.leading as keyof Person]));
          const lower = others.filter((other) => other < Number(cell)).length;
          const higher = others.filter((other) => other > Number(cell)).length;
          if (/more|higher/.test(reason.sentence)) expect(lower).toBeGreaterThan(whom.length / 2);
          if (/less|smaller|lower/.test(reason.sentence)) expect(higher).toBeGreaterThan(whom.length / 2);
          if (/no record/.test(reason.sentence)) expect(isMissing(cell)).toBe(true);
          if (/no rule/.test(reason.sentence)) expect(isMissing(cell)).toBe(false);
          expect(reason.shortfall).toBeGreaterThan(0);
          expect(reason.rise).toBeGreaterThan(0);
          expect(letter).toContain(reason.sentence);
          expect(letter).toContain(isMissing(cell) ? ': not given.' : `: ${shown(cell)}.`);
        }
        expect(letter).toContain(`${whom.length} people`);
        for (const name of Object.keys(ran.people[0]!)) {
          if (ran.kind === 'trees' && name === 'home') continue;
          const cell = ran.people[0]![name as keyof Person];
          expect(letter).toContain(
            `<th scope="row">${name}</th><td>${isMissing(cell) ? 'not given' : shown(cell)}</td>`,
          );
        }
        const reviewer = await ran.page([...words, '--view', 'reviewer']);
        const said = new RegExp(
          `>(?:Published score|Score(?: \\([^)]*\\))?) ${NUMBER}; accepted (?:at or above|below) ${NUMBER}\\.<`,
        ).exec(reviewer)!;
        holds(said[1]!, said[2]!, 'not', ran);
      };
      await check(RUNS_PER_PART, property, part);
    },
    300_000,
  );

  it('letters were written for these cases', () => expect(letters).toBeGreaterThan(2));
});
