import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/policy/index.js';
import { hasShared, sharedCsv, sharedPath } from '../support/shared.js';
import { cli, example, inFolder } from './support.js';

const init = (words: readonly string[]) => cli(['policy', 'init', ...words, '--quiet']);

/** Proposes a policy, audits the same data under it at once, and gives both. */
const proposed = (words: readonly string[]) =>
  inFolder(async (folder) => {
    const { code, out, err } = await init(words);
    expect([code, err]).toEqual([0, expect.not.stringContaining('error')]);
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, out);
    const audit = await cli(['audit', words[0]!, '--policy', file, '--quiet']);
    expect([0, 1, 3], audit.err).toContain(audit.code);
    expect(audit.out).not.toContain('Does not apply');
    return { policy: parsePolicy(out, { file }).policy, err };
  });

describe('tribune policy init recognises what was decided', () => {
  it('levels: their order by a known scale, which end is good never', async () => {
    const asked = await init([example('grades/grades.csv')]);
    expect(asked.code).toBe(2);
    expect(asked.err).toContain(
      '"grade" looks like decided levels, I < II < III < IV < V (its name, and its values are Roman numerals)',
    );
    expect(asked.err).toContain('--favourable higher where "V" is good for the person, lower where "I" is');
    const { policy, err } = await proposed([
      example('grades/grades.csv'),
      '--favourable',
      'lower',
      '--attribute',
      'school',
    ]);
    expect(err).toContain('the best is "I"');
    expect(policy.data.outcome).toMatchObject({
      type: 'ordered',
      favourable: 'lower',
      levels: ['I', 'II', 'III', 'IV', 'V'],
    });
    expect(policy.requirements.map(({ id, metric }) => [id, metric])).toEqual([
      ['share-school', 'share_at_least'],
      ['not-outranked-school', 'superiority'],
      ['not-outranking-school', 'superiority'],
    ]);
  });

  it('stages: columns of which each is filled only for those who passed the one before, and the data are read to see it', async () => {
    const { policy, err } = await proposed([example('mortgages/applicants.csv'), '--attribute', 'race']);
    expect(err).toContain('"affordable", "history", "record", "approved" are taken as stages, in this order');
    expect(policy.data.outcome).toMatchObject({
      type: 'stages',
      stages: ['affordable', 'history', 'record', 'approved'].map((name) => ({ name, column: name })),
    });
    expect(policy.requirements.map(({ id, metric }) => [id, metric])).toEqual([
      ['whole-race', 'funnel_rate'],
      ...[1, 2, 3, 4].map((i) => [`stage-${i}-race`, 'stage_rate']),
    ]);
    await inFolder(async (folder) => {
      const file = join(folder, 'hiring.csv');
      const write = (rows: readonly string[]) => writeFileSync(file, `screen,interview,sex\n${rows.join('\n')}\n`);
      const people = ['passed,invited,f', 'failed,,f', 'passed,rejected,m', 'failed,,m'];
      write(people);
      expect((await init([file])).err).toContain('neither a prediction nor a score');
      write(people.map((row) => row.replace('invited', 'passed').replace('rejected', 'failed')));
      const told = await init([file, '--stage', 'screen', '--stage', 'interview']);
      expect(told.out).toContain(
        '{ name: "interview", column: "interview", positive: ["passed"], negative: ["failed"] }',
      );
      expect((await init([file])).out).toBe(told.out);
      // The counts are nested, the people are not.
      write(['passed,,f', 'failed,passed,f', 'passed,,m', 'failed,failed,m']);
      expect((await init([file])).err).toContain(
        'screen, interview look like stages, but column "interview": 2 values are at the stage interview',
      );
      expect((await init([file, '--stage', 'screen', '--prediction', 'interview'])).err).toContain(
        'a decision is of one kind',
      );
      expect((await init([file, '--stage', 'screen', '--stage', 'intervew'])).err).toContain(
        'Did you mean "interview"?',
      );
      expect((await init([file, '--stage', 'screen'])).err).toContain('one stage is no chain');
    });
  });

  it('rankings: positions from 1 in the lists of a column, which every row has to bear out', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'search.csv');
      const write = (head: string, rows: readonly string[]) => writeFileSync(file, `${head}\n${rows.join('\n')}\n`);
      const lists = ['a,1,f,1', 'a,2,m,3', 'a,NA,m,0', 'b,2,f,2', 'b,1,f,1'];
      write('query,rank,sex,rel', lists);
      const guessed = await init([file]);
      expect(guessed.err).toContain('"query" is taken as the list and "rank" as the position in it: their names, and');
      expect(parsePolicy(guessed.out, { file }).policy).toMatchObject({
        data: {
          outcome: { type: 'ranking', list: 'query', position: 'rank', relevance: 'rel', k: [1] },
          missing: ['NA'],
          attributes: [{ name: 'sex' }],
        },
        requirements: ['exposure', 'share_in_top_k', 'exposure_per_relevance', 'pairwise_accuracy'].map((metric) => ({
          metric,
        })),
      });
      expect((await init([file, '--list', 'query', '--position', 'rank', '--label', 'rel'])).out).toBe(guessed.out);
      const refused = async (...words: string[]) => (await init([file, ...words])).err;
      expect(await refused('--list', 'querry')).toContain('Did you mean "query"?');
      expect(await refused('--list', 'query', '--score', 'rel')).toContain('--score says nothing of a ranking');
      expect(await refused('--list', 'rank', '--position', 'rank')).toContain('column "rank" is given twice');
      expect(await refused('--position', 'query')).toContain('no single column looks like the list');
      // A name alone is no list: the rows have to fit, of an id as of a query.
      write('group,rank,sex,rel', lists);
      expect((await init([file])).out).toContain('list: "group"');
      write('query,rank,sex', ['a,1,f', 'a,1,m', 'b,2,f', 'b,2,m']);
      expect(await refused()).toContain(
        'look like lists and positions, but two candidates stand at position 1 of list',
      );
      // Columns that only hint at lists, and whose rows are none, are no longer dropped without a word.
      write('batch,week,rank,sex', ['a,1,1,f', 'a,2,1,m', 'b,1,2,f', 'b,2,2,m']);
      expect(await refused()).toContain('note: "batch" is not taken as the list: two candidates stand at position 1');
      write('batch,week,rank,sex', ['a,1,1,f', 'a,1,1,m', 'b,2,2,f', 'b,2,2,m']);
      expect(await refused()).toMatch(
        /note: "batch", "week" might be lists in which "rank" is the position, and no ranking is proposed by them: two candidates .* say --list COLUMN --position COLUMN/,
      );
      // A prediction beside them is what was decided, unless the ranking is told.
      write('query,rank,sex,hired', ['a,1,f,1', 'a,2,m,0', 'b,1,m,1', 'b,2,f,0']);
      expect((await init([file])).out).toContain('prediction: "hired"');
      expect((await init([file, '--list', 'query'])).out).toContain('type: ranking');
    });
  });

  it.each([
    ['a small whole number that is no position', 'id,dependents,sex', ['1,1,f', '1,2,m', '2,1,f', '2,2,m']],
    ['an id of each row beside a rank', 'id,rank,sex', ['1,1,f', '2,2,m', '3,1,f', '4,3,m']],
    ['ranks of all rows together', 'team_id,rank,sex', ['1,1,f', '1,2,m', '2,3,f', '2,4,m']],
    ['positions that are words', 'job,position,sex', ['a,clerk,f', 'a,driver,m', 'b,clerk,f', 'b,clerk,m']],
  ])('no ranking: %s', async (_, head, rows) => {
    await inFolder(async (folder) => {
      const file = join(folder, 'table.csv');
      writeFileSync(file, `${head}\n${rows.join('\n')}\n`);
      const { code, err } = await init([file]);
      expect([code, err]).toEqual([2, expect.stringContaining('found neither a prediction nor a score')]);
    });
  });

  it('classes: confirmed by name, the good ones told', async () => {
    const courses = example('courses/courses.csv');
    expect((await init([courses])).err).toContain('"course" looks like decided classes: its name, and its 3 values');
    const { policy } = await proposed([
      courses,
      '--class',
      'course',
      '--favourable-class',
      'advanced',
      '--label',
      'fitting',
    ]);
    expect(policy.data.outcome).toMatchObject({ type: 'class', favourable: ['advanced'], label: 'fitting' });
    expect(policy.requirements.map(({ metric }) => metric)).toEqual([
      'class_rate',
      'class_recall',
      'class_recall',
      'class_recall',
    ]);
    expect((await proposed([courses, '--class', 'course'])).policy.requirements).toHaveLength(3);
  });

  it('levels and classes beside a value that says that nothing was decided', async () => {
    await inFolder(async (folder) => {
      const rows = ['A', 'B', 'C', 'withdrawn'].flatMap((grade) =>
        Array.from({ length: 40 }, (_, i) => `${i % 2 === 0 ? 'Female' : 'Male'},${grade}`),
      );
      const file = join(folder, 'grades.csv');
      writeFileSync(file, `${['sex,grade', ...rows].join('\n')}\n`);
      const levels = await proposed([file, '--ordered', 'grade', '--favourable', 'higher', '--none', 'withdrawn']);
      expect(levels.policy.data.outcome).toMatchObject({ levels: ['C', 'B', 'A'], none: ['withdrawn'] });
      const classes = await proposed([file, '--class', 'grade', '--none', 'withdrawn']);
      expect(classes.policy.data.outcome).toMatchObject({ classes: ['A', 'B', 'C'], none: ['withdrawn'] });
      const refused = async (...words: string[]) => (await init([file, ...words])).err;
      expect(await refused('--class', 'grade', '--none', 'withdrwan')).toContain('Did you mean "withdrawn"?');
      expect(await refused('--ordered', 'grade', '--level', 'C', '--level', 'B', '--level', 'A')).toContain(
        'each value that says that nothing was decided as --none VALUE',
      );
      expect(await refused('--amount', 'grade', '--none', 'withdrawn')).toContain('--none is about decided levels');
      const binary = ['--prediction', 'sex', '--favourable', '1'];
      expect(await refused(...binary, '--none', 'withdrawn')).toContain('--none says something of decided levels');
      expect(await refused(...binary, '--unit', 'USD')).toContain('--unit says something of decided amounts');
      const stages = await init([example('mortgages/applicants.csv'), '--attribute', 'race', '--level', 'A']);
      expect([stages.code, stages.err]).toEqual([
        2,
        expect.stringContaining('--level says something of decided levels'),
      ]);
    });
  });

  it('amounts as before, and options of another kind are refused', async () => {
    const limits = example('limits/limits.csv');
    const { policy } = await proposed([limits, '--unit', 'NTD', '--favourable', 'higher', '--attribute', 'sex']);
    expect(policy.data.outcome).toMatchObject({ type: 'amount', column: 'limit', unit: 'NTD' });
    expect(policy.requirements.map(({ metric }) => metric)).toEqual(['mean_amount', 'median_amount']);
    await inFolder(async (folder) => {
      const mixed = join(folder, 'mixed.csv');
      writeFileSync(mixed, `sex,limit,currency\n${'f,100,USD\nm,200,USD\nf,300,EUR\n'.repeat(20)}`);
      const inUnits = await init([mixed, '--amount', 'limit', '--unit', 'USD', '--favourable', 'higher']);
      expect(inUnits.out).toContain('unit: "USD", unitColumn: "currency"');
      expect(inUnits.err).toContain('amounts of another unit than USD are refused');
    });
    const people = [example('incomes/people.csv'), '--amount', 'limit', '--label', 'offered', '--unit', 'USD'];
    const labelled = await proposed([...people, '--favourable', 'higher', '--attribute', 'sex']);
    const explained = labelled.policy.requirements.find(({ metric }) => metric === 'r_squared');
    expect(explained).toMatchObject({ compare: 'value', bound: { min: 0.3 }, severity: 'warn', by: ['sex'] });
    expect((await init([limits, '--ordered', 'limit', '--favourable', 'higher'])).err).toContain('--amount limit');
    expect((await init([limits, '--class', 'sex', '--unit', 'NTD'])).err).toContain('--unit is about a decided amount');
    expect((await init([limits, '--class', 'sex', '--amount', 'limit'])).err).toContain('a decision is of one kind');
    expect((await init([limits, '--ordered', 'limitt'])).err).toContain('Did you mean "limit"?');
  });

  it('decisions of 0 and 1: adverse impact where people are selected, equalized odds where labels are known', async () => {
    const hiring = await proposed([example('hiring/candidates.csv')]);
    expect(hiring.policy.requirements.map(({ metric }) => metric)).toContain('adverse_impact_ratio');
    const lending = await proposed([example('lending/applicants.csv')]);
    const odds = lending.policy.requirements.filter(({ metric }) => metric === 'equalized_odds_difference');
    expect(odds.map(({ by, severity }) => [by, severity])).toEqual([
      [['race'], 'warn'],
      [['single'], 'warn'],
    ]);
    expect(lending.policy.requirements.some(({ metric }) => metric === 'adverse_impact_ratio')).toBe(false);
  });
});

describe.skipIf(!hasShared)('proposals for real data run at once', () => {
  it.each([
    ['grades of pupils', 'student-por.csv', ['--ordered', 'G2', '--favourable', 'higher'], ['sex', 'age']],
    [
      'credit amounts',
      'german-credit.csv',
      ['--unit', 'DM', '--favourable', 'higher'],
      ['age', 'foreign-worker', 'sex', 'marital-status'],
    ],
    [
      'credit limits',
      'credit-default.csv.gz',
      ['--amount', 'LIMIT_BAL', '--unit', 'NTD', '--favourable', 'higher'],
      ['SEX', 'MARRIAGE', 'AGE'],
    ],
    [
      'risk words of COMPAS',
      'compas-two-years.csv.gz',
      ['--ordered', 'score_text', '--favourable', 'lower', '--attribute', 'race'],
      ['race'],
    ],
    ['promotions', 'ricci.csv', [], ['Race']],
    ['predictions of income', 'predictions-adult-gbdt.csv.gz', ['--favourable', '1'], ['race', 'sex', 'age_band']],
  ] as const)('%s', async (_, file, words, attributes) => {
    const { policy } = await proposed([sharedPath(`data/${file}`), ...words]);
    expect(policy.data.attributes.map(({ name }) => name)).toEqual(attributes);
  });

  it('815 lists of people ranked by a score', async () => {
    const people = sharedCsv('data/predictions-adult-gbdt.csv.gz');
    const rows = people.map((person, i) => ({ person, list: Math.floor(i / 20) }));
    rows.sort((a, b) => a.list - b.list || Number(b.person.score) - Number(a.person.score));
    await inFolder(async (folder) => {
      const file = join(folder, 'lists.csv');
      const lines = rows.map(({ person, list }, i) =>
        [list, (i % 20) + 1 > 15 ? '' : (i % 20) + 1, person.y_true, person.sex, person.race].join(','),
      );
      writeFileSync(file, `list,position,relevance,sex,race\n${lines.join('\n')}\n`);
      const { policy } = await proposed([file]);
      expect(policy.data.outcome).toMatchObject({
        type: 'ranking',
        list: 'list',
        position: 'position',
        relevance: 'relevance',
        k: [5, 10],
      });
      expect(policy.data.attributes.map(({ name }) => name)).toEqual(['sex', 'race']);
      expect(policy.requirements).toHaveLength(8);
    });
  });

  it('several columns that could be the decision are named, and none is chosen', async () => {
    const { code, err } = await init([sharedPath('data/credit-default.csv.gz'), '--favourable', 'higher']);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('"LIMIT_BAL" (a decided amount: its name is that of an amount)'),
    ]);
  });
});
