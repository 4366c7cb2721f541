// Makes the samples of examples/ from the data beside the project: people are aggregated to counts, no row is one person's.
// Run by hand when the source data change: node scripts/make-samples.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '..');
const data = resolve(root, '../shared/data');

function readCsv(name) {
  const bytes = readFileSync(resolve(data, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
}

/** Counts rows by the given columns, sorted by code point, so that the file is the same on every machine. */
function writeCounts(target, rows, columns) {
  const counts = new Map();
  for (const row of rows) {
    const key = columns.map((c) => row[c]).join(',');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const lines = [...counts].map(([key, n]) => `${key},${n}`).sort();
  writeFileSync(resolve(root, target), `${[...columns, 'n'].join(',')}\n${lines.join('\n')}\n`);
  console.log(`${target}: ${rows.length} people in ${lines.length} cells`);
}

const compas = readCsv('predictions-compas.csv').filter((r) => r.in_filtered === '1');
writeCounts(
  'examples/compas/people.csv',
  compas.map((r) => ({ ...r, reoffended: r.y_true })),
  ['race', 'sex', 'age_cat', 'decile_score', 'reoffended'],
);

// Adult, test half: nobody's sex is told, only the share of women among people of the training half of the same occupation and marital status. Shares of few people are those of the occupation.
const FEWEST_SHARED = 50;
const adult = readCsv('adult.csv.gz');
const womenBy = (of) => {
  const found = new Map();
  for (const row of adult) {
    if (row.split !== 'train') continue;
    const [women, n] = found.get(of(row)) ?? [0, 0];
    found.set(of(row), [women + (row.sex === 'Female' ? 1 : 0), n + 1]);
  }
  return (row) => found.get(of(row)) ?? [0, 0];
};
const shared = [(r) => `${r.occupation},${r['marital-status']}`, (r) => r.occupation, () => ''].map(womenBy);
const shareOfWomen = (row) => {
  const [women, n] = shared.map((of) => of(row)).find(([, people]) => people >= FEWEST_SHARED);
  return Math.round((100 * women) / n) / 100;
};
const predicted = new Map(readCsv('predictions-adult-gbdt.csv.gz').map((r) => [r.row, r]));
const likely = adult
  .filter(({ row }) => predicted.has(row))
  .map((r) => ({
    p_female: shareOfWomen(r).toFixed(2),
    p_male: (1 - shareOfWomen(r)).toFixed(2),
    sex: r.sex,
    high_income: predicted.get(r.row).y_true,
    predicted: predicted.get(r.row).y_pred,
  }));
writeCounts('examples/likely-groups/people.csv', likely, ['p_female', 'p_male', 'sex', 'high_income', 'predicted']);

// Ricci v. DeStefano: Promoted is 1 or -1 in the source.
const ricci = readCsv('ricci.csv').map((r) => ({
  race: r.Race,
  position: r.Position,
  promoted: Number(r.Promoted) === 1 ? '1' : '0',
}));
writeCounts('examples/hiring/candidates.csv', ricci, ['race', 'position', 'promoted']);

const lending = readCsv('predictions-hmda-boston-lr.csv').map((r) => ({
  race: r.race,
  single: r.single,
  approved: r.y_pred,
  good: r.y_true,
}));
writeCounts('examples/lending/applicants.csv', lending, ['race', 'single', 'good', 'approved']);

// Credit limits of Taiwan 2005: sex 1 is male; education 4 and above is other or not known.
const EDUCATION = { 1: 'graduate school', 2: 'university', 3: 'high school' };
const limits = readCsv('credit-default.csv.gz').map((r) => ({
  sex: r.SEX === '1' ? 'male' : 'female',
  education: EDUCATION[r.EDUCATION] ?? '',
  limit: r.LIMIT_BAL,
}));
writeCounts('examples/limits/limits.csv', limits, ['sex', 'education', 'limit']);

// Grades of Portuguese pupils (0 to 20) in the five levels that Cortez and Silva (2008, table 2) name: V fails, I is excellent.
const level = (grade) => (grade >= 16 ? 'I' : grade >= 14 ? 'II' : grade >= 12 ? 'III' : grade >= 10 ? 'IV' : 'V');
const SCHOOLS = { GP: 'Gabriel Pereira', MS: 'Mousinho da Silveira' };
const pupil = (r) => ({
  school: SCHOOLS[r.school],
  sex: r.sex === 'F' ? 'female' : 'male',
  home: r.address === 'R' ? 'rural' : 'urban',
});
const grades = readCsv('student-por.csv').map((r) => ({ ...pupil(r), grade: level(Number(r.G2)) }));
writeCounts('examples/grades/grades.csv', grades, ['school', 'sex', 'home', 'grade']);

// A course by the grade of the first period, and the one that the grade of the second would have given.
const course = (grade) => (grade >= 14 ? 'advanced' : grade >= 10 ? 'regular' : 'support');
const courses = readCsv('student-mat.csv').map((r) => ({
  ...pupil(r),
  course: course(Number(r.G1)),
  fitting: course(Number(r.G2)),
}));
writeCounts('examples/courses/courses.csv', courses, ['sex', 'home', 'course', 'fitting']);

// Mortgages of Boston 1990 as a chain of checks. The first three are ours, from what the bank knew of each applicant; the last is the bank's own decision.
const CHECKS = {
  affordable: (r) => Number(r.pirat) <= 0.4,
  history: (r) => Number(r.chist) <= 5,
  record: (r) => r.phist === '0',
  approved: (r) => r.deny === '0',
};
function checked(r) {
  let reached = true;
  const outcomes = Object.entries(CHECKS).map(([name, passes]) => {
    if (!reached) return [name, ''];
    reached = passes(r);
    return [name, reached ? '1' : '0'];
  });
  return Object.fromEntries(outcomes);
}
const mortgages = readCsv('hmda-boston.csv').map((r) => ({
  race: r.black === '1' ? 'black' : 'white',
  single: r.single === '1' ? 'single' : 'not single',
  ...checked(r),
}));
writeCounts('examples/mortgages/applicants.csv', mortgages, ['race', 'single', ...Object.keys(CHECKS)]);
