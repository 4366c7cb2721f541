import { describe, expect, it } from 'vitest';
import { TODAY, tallyOf } from '../../../../test/support/policy.js';
import { TribuneError } from '../../base/errors.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

const textOf = (line: string): string => `tribune: policy/v1
name: t
version: "1"
data: { label: y, prediction: p, weight: w, weightKind: count, favourable: 1, attributes: { g: {} } }
requirements:
  - { id: r, severity: block, basis: { kind: ours, source: us }, ${line} }
`;
const from = (field: string): string => `from: { result: out/check.json, field: "${field}" }`;
const DOCUMENT = {
  checks: [
    { name: 'additivity', value: 0.99, missing: null, note: 'fine' },
    { name: 'stability', value: 0.5 },
    { name: 'stability', value: 0.6 },
  ],
  latencyMs: { p99: 12 },
};
const DIGEST = 'sha256:abc';
const judge = (line: string, value: unknown = DOCUMENT) =>
  judgePolicy(parsePolicy(textOf(line)).policy, tallyOf({ a: [1, 2] }), {
    today: TODAY,
    results: { 'out/check.json': { digest: DIGEST, value } },
  })[0]!;
const refusal = (line: string): string => {
  try {
    judge(line);
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(TribuneError);
    expect((error as TribuneError).code).toBe('RESULT_INVALID');
    return `${(error as TribuneError).message} | ${(error as TribuneError).remedy}`;
  }
};

describe('from: a number in another result', () => {
  it('is held against the bound as it stands, and bound by the digest of the file', () => {
    expect(judge(`${from('checks[name=additivity].value')}, min: 0.9`)).toMatchObject({
      metric: 'result_field',
      compare: 'value',
      by: [],
      evidence: 'point',
      verdict: 'pass',
      estimate: 0.99,
      lower: null,
      from: { result: 'out/check.json', field: 'checks[name=additivity].value', digest: DIGEST },
      message:
        'out/check.json says 0.99 at checks[name=additivity].value; allowed is at least 0.9. It lies within the bound.',
    });
    const slow = judge(`${from('latencyMs.p99')}, max: 10`);
    expect(slow).toMatchObject({ verdict: 'fail', reason: 'estimate-beyond', brokenBound: { max: 10 } });
    expect(explainRequirement(slow).join('\n')).toContain(
      'It asks that latencyMs.p99 in out/check.json, a number of another result, be at most 10',
    );
    expect(explainRequirement(slow).join('\n')).toContain(DIGEST);
    expect(judge(`${from('checks[0].value')}, min: 0.99`).verdict).toBe('pass');
  });

  it('that is null there is no pass, and without the file it does not apply', () => {
    expect(judge(`${from('checks[0].missing')}, min: 0`)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'not-estimable',
      estimate: null,
      status: 'undefined',
    });
    const { policy } = parsePolicy(textOf(`${from('latencyMs.p99')}, max: 10`));
    expect(judgePolicy(policy, tallyOf({ a: [1, 2] }), { today: TODAY })[0]).toMatchObject({
      verdict: 'not_applicable',
      message: 'Does not apply: it reads out/check.json, and this way of auditing reads no result files.',
    });
  });

  it.each([
    ['checks[0].valu', 'checks[0] has no "valu" | Did you mean "value"? It has: name, value, missing, note.'],
    ['check', 'the document has no "check" | Did you mean "checks"?'],
    ['checks[3].value', 'checks has 3 entries | The first entry is [0].'],
    ['checks[name=stability].value', 'has 2 entries with name = stability'],
    ['checks[name=nothing].value', 'has 0 entries with name = nothing'],
    ['checks.value', 'checks is a list of 3, which has no members | Name an entry'],
    ['latencyMs[0]', 'latencyMs is a map, no list'],
    ['latencyMs', 'latencyMs in out/check.json is a map, not a number | Go on into it: p99.'],
    ['checks[0].note', 'is "fine", not a number'],
    ['toString', 'the document has no "toString"'],
  ])('a path that leads nowhere is refused by name: %s', (field, message) => {
    expect(refusal(`${from(field)}, min: 0`)).toContain(message);
  });

  it.each([
    [`${from('a')}`, 'r has no bound'],
    [`${from('a')}, min: 1, max: 2`, 'both a floor and a ceiling'],
    [`${from('a..b')}, min: 1`, '"a..b" is no path'],
    [`${from('a[x]')}, min: 1`, '"a[x]" is no path'],
    [`${from('a')}, min: 1, metric: accuracy`, 'that is no accuracy'],
    [`${from('a')}, min: 1, by: [g]`, 'has no groups'],
    [`${from('a')}, min: 1, evidence: violation`, 'no interval to show violation by'],
    [`${from('a')}, min: 1, smallGroups: report`, 'smallGroups has no meaning with from'],
    ['from: { result: a.json, feld: a }, min: 1', 'feld'],
    ['metric: result_field, by: [], compare: value, evidence: point, min: 1', 'result_field is said by `from`'],
    ['by: [g], compare: value, evidence: point, min: 1', 'metric'],
  ])('what it cannot mean is refused: %s', (line, message) => {
    expect(
      checkPolicy(textOf(line))
        .map((one) => one.message)
        .join('\n'),
    ).toContain(message);
  });
});
