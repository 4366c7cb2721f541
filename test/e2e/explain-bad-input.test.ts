import { describe, expect, it } from 'vitest';
import { type Files, lstmGraph, run, SCORECARD, TREE } from './explain-support.js';

/** Issue 4, "Bad input": each ends in one clear message and exit code 2, with nothing on standard output. */
describe('bad input ends in one clear message and exit code 2', () => {
  const coverless = { ...TREE, trees: TREE.trees.map(({ cover: _, ...tree }) => tree) };
  const cyclic = { ...TREE, trees: TREE.trees.map((tree) => ({ ...tree, childrenLeft: [1, -1, 0, -1, -1] })) };
  const explain = ['explain', 'model.json', 'rows.csv'];
  const recourse = ['recourse', 'model.json', 'rows.csv', '-c', 'actions.yaml'];
  const actions = (text: string): Files => ({ 'actions.yaml': `tribune: recourse/v1\nfeatures:\n${text}\n` });
  const cases: [string, readonly string[], Files, RegExp][] = [
    [
      'no such model',
      ['explain', 'nothing.json', 'rows.csv'],
      {},
      /DATA_NOT_FOUND: model nothing\.json does not exist/,
    ],
    ['a model of no known format', explain, { 'model.json': 'hello' }, /MODEL_INVALID.*is of no known format/],
    [
      'an ONNX graph of a network that is not read, without a runtime for it',
      ['explain', 'net.onnx', 'rows.csv'],
      { 'net.onnx': lstmGraph() },
      /the graph uses LSTM, which is not read natively, and onnxruntime is not installed[\s\S]*npm install/,
    ],
    ['a model cut short', explain, { 'model.json': JSON.stringify(TREE).slice(0, 200) }, /MODEL_INVALID.*model\.json/],
    ['a model with a cycle', explain, { 'model.json': JSON.stringify(cyclic) }, /reached twice/],
    [
      'a wrong column',
      explain,
      { 'rows.csv': 'aeg,income\n1,2\n' },
      /no column "age" in .*rows\.csv[\s\S]*Did you mean "aeg"\?/,
    ],
    ['no rows', explain, { 'rows.csv': 'age,income\n' }, /DATA_EMPTY.*has no rows/],
    ['an empty file', explain, { 'rows.csv': '' }, /DATA_EMPTY/],
    [
      'a missing value where the model has no rule',
      explain,
      { 'rows.csv': 'age,income\n20,\n' },
      /row 0, column "income" holds a missing value/,
    ],
    [
      'an infinite value',
      explain,
      { 'rows.csv': 'age,income\n20,inf\n' },
      /row 0, column "income" holds the value Infinity/,
    ],
    [
      'a text for a number',
      explain,
      { 'rows.csv': 'age,income\n20,high\n' },
      /row 0, column "income" holds "high", which is no number/,
    ],
    [
      'a category never seen',
      ['explain', 'card.csv', 'people.csv'],
      { 'card.csv': SCORECARD, 'people.csv': 'age,housing\n25,boat\n' },
      /row 0, column "housing" holds "boat", a category that the model never saw[\s\S]*own, rent/,
    ],
    [
      'a background without rows',
      [...explain, '-b', 'none.csv'],
      { 'none.csv': 'age,income\n' },
      /DATA_EMPTY.*none\.csv has no rows/,
    ],
    [
      'a background of one row',
      [...explain, '-b', 'one.csv'],
      { 'one.csv': 'age,income\n20,1\n' },
      /DATA_EMPTY: background .*one\.csv has one row[\s\S]*--single-reference/,
    ],
    [
      'examples of a check with a background of one row',
      ['explain', 'check', 'model.json', 'rows.csv', '-b', 'one.csv'],
      { 'one.csv': 'age,income\n20,1\n' },
      /DATA_EMPTY: background .*one\.csv has one row/,
    ],
    [
      'a surrogate without people to draw from',
      ['explain', 'check', 'model.json', 'rows.csv', '--surrogate'],
      {},
      /--surrogate needs people to draw neighbours from/,
    ],
    [
      'a row of a check without a surrogate',
      ['explain', 'check', 'model.json', 'rows.csv', '--row', '1'],
      {},
      /--row names the row that --surrogate looks at/,
    ],
    ['no background where one is needed', [...explain, '--method', 'interventional'], {}, /needs background rows/],
    [
      'no cover for path-dependent',
      ['explain', 'model.json', 'rows.csv'],
      { 'model.json': JSON.stringify(coverless) },
      /need the cover of every node/,
    ],
    ['a row that is not there', [...explain, '--row', '3'], {}, /--row 3: .* has 3 row\(s\)[\s\S]*0 to 2/],
    ['a page of several rows', [...explain, '--html', 'x.html'], {}, /--html writes the page of one row/],
    [
      'a group of an unknown feature',
      [...explain, '--groups', 'g.yaml'],
      { 'g.yaml': 'a: [age, shoe]\n' },
      /names "shoe", which is no input/,
    ],
    [
      'a groups file that is no table',
      [...explain, '--groups', 'g.yaml'],
      { 'g.yaml': 'a: age\n' },
      /GROUPS_INVALID.*g\.yaml:1:4 .*expected a list/,
    ],
    [
      'a YAML bomb',
      [...explain, '--groups', 'g.yaml'],
      { 'g.yaml': `a: ${'['.repeat(500)}` },
      /GROUPS_INVALID.*nested/,
    ],
    ['recourse without a cutoff', recourse, actions('  age: { mutable: true }'), /needs --cutoff C/],
    [
      'a cutoff of unknown scale',
      [...recourse, '--cutoff', '0.5'],
      actions('  age: { mutable: true }'),
      /through the link logit/,
    ],
    [
      'constraints with a mistake, with line and column',
      [...recourse, '--cutoff', '0.5', '--cutoff-scale', 'linked'],
      actions('  age: { mutable: true, min: 5, max: 2 }'),
      /CONSTRAINTS_INVALID.*actions\.yaml:3:\d+ .*min 5 is above max 2|actions\.yaml:3:\d+ .*5 is above max 2/,
    ],
    [
      'constraints of an unknown feature',
      [...recourse, '--cutoff', '0.5', '--cutoff-scale', 'linked'],
      actions('  shoe: { mutable: true }'),
      /actions\.yaml:3:\d+ .*"shoe" is neither an input/,
    ],
    [
      'reasons without a row',
      ['reasons', 'model.json', 'rows.csv', '--reasons', 'r.yaml'],
      { 'r.yaml': 'x: 1' },
      /needs --row N/,
    ],
    [
      'a reasons file with a mistake',
      ['reasons', 'model.json', 'rows.csv', '--row', '0', '--reasons', 'r.yaml'],
      { 'r.yaml': 'tribune: reasons/v1\ndomain: chess\n' },
      /REASONS_INVALID.*r\.yaml:2:\d+ .*"chess" is not one of/,
    ],
    ['an unknown method', [...explain, '--method', 'magic'], {}, /--method magic: not one of/],
  ];

  it.each(cases)('%s', async (_, words, files, says) => {
    const { code, out, err } = await run(words, files);
    expect(err).toMatch(says);
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n').filter((line) => line.startsWith('error'))).toHaveLength(1);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
