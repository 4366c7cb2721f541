import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DataResult, dataSentence, gravestFirst, readAny } from '../../console/src/pages/audits/data-result.js';
import { type Result, readResult, verdictSentence } from '../../console/src/pages/audits/result.js';
import { dataAudit } from './support/data-audit.js';

const TEXT = readFileSync(resolve(import.meta.dirname, '../golden/compas-audit.json'), 'utf8');
const whole = () => JSON.parse(TEXT);
/** A result of which one part is another value. */
function withPart(path: string, value: unknown): unknown {
  const result = whole();
  const names = path.split('.');
  const last = names.pop()!;
  names.reduce((at, name) => at[name], result)[last] = value;
  return result;
}

describe('a result from anywhere', () => {
  it('is taken as tribune audit --json writes it', () => {
    expect(readResult(whole()).requirements.length).toBeGreaterThan(0);
  });

  it.each([
    ['policy.name', { toString: 1 }, 'policy'],
    ['policy.level', 'high', 'policy'],
    ['data.rows', '6172', 'data'],
    ['data.unlabelled', 'some', 'data'],
    ['data.excluded', [null], 'data'],
    ['verdict', 'perhaps', 'verdict'],
    ['groups', {}, 'groups'],
    ['groups.1.attributes', { sex: ['f'] }, 'groups[1]'],
    ['groups.1.metrics', { selection_rate: { estimate: '0.5', lower: null, upper: null, status: 'ok' } }, 'groups[1]'],
    ['groups.1.metrics', { selection_rate: { estimate: 0.5, lower: 0, upper: 1, status: 'new' } }, 'groups[1]'],
    ['requirements.0.by', [{}], 'requirements[0]'],
    ['requirements.0.bound', { max: '0.05' }, 'requirements[0]'],
    ['requirements.0.allowed', null, 'requirements[0]'],
    ['requirements.0.group', 'Female', 'requirements[0]'],
    ['requirements.0.unit', 3, 'requirements[0]'],
  ])('is refused by the name of the part where %s is %j', (path, value, part) => {
    expect(() => readResult(withPart(path, value))).toThrow(`Of the result ${part} is missing or of another form`);
  });

  it('is refused in few words whatever stands in it', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    for (const schemaVersion of [deep, 'long '.repeat(1_000_000), undefined, null, 1]) {
      const read = () => readResult({ ...whole(), schemaVersion });
      expect(read).toThrow(
        /^This is no result of an audit that the console reads: its schemaVersion is .{1,50}, expected "1"/,
      );
    }
    for (const value of [deep, null, 'text', 7]) expect(() => readResult(value)).toThrow('expected a JSON object');
  });

  it('says of a verdict what it comes from, and keeps apart what only warns', () => {
    const requirement = (id: string, verdict: Result['verdict'], severity: 'block' | 'warn' = 'block') =>
      ({ ...readResult(whole()).requirements[0]!, id, verdict, severity }) as const;
    const holds = requirement('holds', 'pass');
    const warns = requirement('warns', 'fail', 'warn');
    const say = (verdict: Result['verdict'], ...requirements: Result['requirements']) =>
      verdictSentence({ verdict, requirements });
    expect(say('pass', holds)).toBe('Every requirement that blocks holds.');
    expect(say('pass', holds, warns)).toBe('Every requirement that blocks holds. Only warned of: warns.');
    expect(say('fail', holds, requirement('parity', 'fail'))).toBe('1 of 2 requirements: parity.');
    expect(say('inconclusive', requirement('few', 'inconclusive'))).toBe(
      'No requirement that blocks is broken as far as the evidence goes.',
    );
  });
});

describe('a result of an audit of data', () => {
  let text = '';
  beforeAll(async () => {
    text = await dataAudit();
  });
  const read = (): DataResult => {
    const { kind, result } = readAny(JSON.parse(text));
    if (kind !== 'data') throw new Error('it was taken for an audit of decisions');
    return result;
  };

  it('is told from one of decisions, and its gravest findings come first', () => {
    const { tests, verdict } = read();
    expect(verdict).toBe('fail');
    expect(dataSentence({ tests })).toBe('1 of 1 blocking test failed. 2 tests failed that only warn.');
    for (const one of tests) {
      const order = gravestFirst(one).map((finding) => ['fail', 'inconclusive', 'pass'].indexOf(finding.verdict));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    expect(readAny(whole()).kind).toBe('audit');
  });

  it.each([
    ['schemaVersion', '2', 'its schemaVersion is "2"'],
    ['tests', {}, 'Of the result tests is missing'],
    ['tests.0.findings', [{ group: 'f' }], 'Of the result tests[0] is missing'],
    ['tests.0.measure', { name: 'share', unit: 'furlong' }, 'Of the result tests[0] is missing'],
    ['data.leftOut', [null], 'Of the result data.leftOut[0] is missing'],
    ['replay', { toString: 1 }, 'Of the result replay is missing'],
  ])('is refused by the name of the part where %s is %j', (path, value, says) => {
    const result = JSON.parse(text);
    const names = path.split('.');
    const last = names.pop()!;
    names.reduce((at, name) => at[name], result)[last] = value;
    expect(() => readAny(result)).toThrow(says);
  });
});
