// How often bounds on the coverage of prediction intervals err at the bound: groups whose coverage lies exactly there, through the judge
// (docs/explanations/amounts.md). False fail: `violation` fails although the bound is kept. False pass: `compliance` passes although it is (just) broken.
// node bench/verdict-errors-intervals.mjs [draws] [dist]     needs a built dist/
import { resolve } from 'node:path';
import process from 'node:process';

const draws = Number(process.argv[2] ?? 4000);
const dist = resolve(process.argv[3] ?? 'dist');
const { amountSubjects, judgeSubjects } = await import(`${dist}/core/policy/judge/index.js`);
const { createGenerator } = await import(`${dist}/core/stats/index.js`);

const SEED = 20261129;
/** A hair beyond the bound, where a pass is false. */
const BEYOND = 1e-9;
const FRAME = {
  metric: 'interval_coverage',
  by: ['g'],
  oneSided: true,
  smallGroups: 'report',
  severity: 'block',
  basis: { kind: 'ours', source: 'bench' },
  rationale: null,
  waiver: null,
  line: 1,
};
const policyOf = (requirements) => ({
  data: {
    minGroupSize: 30,
    unknown: 'exclude',
    attributes: [{ name: 'g', reference: '1' }],
    outcome: { type: 'amount', unit: 'USD', label: 'y', interval: { lower: 'l', upper: 'h' } },
  },
  statistics: { level: 0.95, multiplicity: 'holm' },
  requirements,
});
const pair = (rest, key, value, beyond) => [
  { ...FRAME, ...rest, id: 'fail', bound: { [key]: value }, evidence: 'violation' },
  { ...FRAME, ...rest, id: 'pass', bound: { [key]: beyond }, evidence: 'compliance' },
];

/** People of each group, and how many of them an interval holds. */
function tallyOf(groups) {
  const cells = groups.flatMap(([people, covered], g) =>
    [
      ['amount', 0, people],
      ['error', 0, people],
      ['covered', 0, people - covered],
      ['covered', 1, covered],
      ['width', 0, people],
    ]
      .filter(([, , rows]) => rows > 0)
      .map(([quantity, at, rows]) => {
        const sum = BigInt(at * rows);
        return { values: [String(g)], quantity, at, rows, weight: BigInt(rows), sum, squares: sum };
      }),
  );
  const places = { amount: 'distinct', error: 'distinct', covered: 'distinct', width: 'distinct' };
  return { attributes: ['g'], decimals: 2, places, cells };
}
function drawn(uniform, people, coverage) {
  let covered = 0;
  for (let i = 0; i < people; i++) if (uniform() < coverage) covered += 1;
  return [people, covered];
}

const CASES = [
  ...[0.8, 0.9, 0.95].flatMap((bound) =>
    [30, 100, 300, 1000].map((people) => ({
      what: `at least ${bound}`,
      people: String(people),
      groups: [[people, bound]],
      requirements: pair({ compare: 'value' }, 'min', bound, bound + BEYOND),
    })),
  ),
  ...[
    [30, 30],
    [30, 3000],
    [300, 300],
    [1000, 1000],
  ].flatMap(([few, many]) => [
    {
      what: 'within 0.05 of the reference, 0.85 of 0.9',
      people: `${few} against ${many}`,
      groups: [
        [few, 0.85],
        [many, 0.9],
      ],
      requirements: pair({ compare: 'difference', reference: 'declared', oneSided: false }, 'max', 0.05, 0.05 - BEYOND),
    },
    {
      what: 'at least 0.9 times the reference, 0.81 of 0.9',
      people: `${few} against ${many}`,
      groups: [
        [few, 0.81],
        [many, 0.9],
      ],
      requirements: pair({ compare: 'ratio', reference: 'declared' }, 'min', 0.9, 0.9 + BEYOND),
    },
  ]),
];

process.stdout.write(`${draws} draws each, seed ${SEED}; per cent\n\n`);
process.stdout.write('| coverage | people | false fail | false pass |\n| --- | ---: | ---: | ---: |\n');
for (const { what, people, groups, requirements } of CASES) {
  const generator = createGenerator(SEED);
  const policy = policyOf(requirements);
  const counted = { fail: 0, pass: 0 };
  for (let i = 0; i < draws; i++) {
    const tally = tallyOf(groups.map(([n, coverage]) => drawn(() => generator.nextOpenUniform(), n, coverage)));
    const results = judgeSubjects(policy, amountSubjects(policy, tally), { today: '2026-11-29' });
    for (const { id, verdict } of results) if (verdict === id) counted[id] += 1;
  }
  const shown = [counted.fail, counted.pass].map((count) => ((100 * count) / draws).toFixed(1));
  process.stdout.write(`| ${what} | ${people} | ${shown.join(' | ')} |\n`);
}
