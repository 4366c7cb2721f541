import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditArrays, judge, runAudit } from '../../src/apps/library/audit.js';
import { explain, explainRows } from '../../src/apps/library/explain.js';
import {
  disparity,
  estimateMetric,
  estimateMetrics,
  groupTally,
  tallyColumns,
} from '../../src/apps/library/fairness.js';
import { keysOnlyPolicy, parseVerifierKey, verifyReceipt } from '../../src/apps/library/ledger.js';
import { bindRows, readModel } from '../../src/apps/library/models.js';
import { TribuneError } from '../../src/core/base/errors.js';
import { root } from '../e2e/support.js';

/** Message and remedy of a refusal by the library; a bare TypeError fails the test. */
async function refusal(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof TribuneError) return `${error.code} ${error.message} | ${error.remedy}`;
    throw error;
  }
  return 'taken';
}

// The programs are those of callers without types.
// biome-ignore lint/suspicious/noExplicitAny: what a caller without types passes is the subject
const untyped = (value: unknown): any => value;

const spec = {
  policyDigest: '',
  attributes: ['race'],
  weightKind: 'none',
  score: { kind: 'none' },
  scoreScale: 1,
} as const;
const people = Array.from({ length: 200 }, (_, i) => i);
const label = people.map((i) => i % 2);
const prediction = people.map((i) => Number(i % 5 < 4));
const race = people.map((i) => (i < 120 ? 'Green' : 'Blue'));
const tally = tallyColumns(spec, {
  attributes: [{ values: ['Green', 'Blue'], codes: race.map((name) => Number(name === 'Blue')) }],
  label,
  prediction,
});
const groups = groupTally(tally, ['race']);
const [group] = groups as [(typeof groups)[number]];
const options = { favourable: 1 } as const;

describe('audits in memory', () => {
  it('a comparison that does not exist is not taken for a ratio', async () => {
    expect(await refusal(() => disparity(groups, 'selection_rate', untyped('gap'), options))).toBe(
      'INVALID_ARGUMENT disparity: compare is "gap" | Possible: difference, ratio.',
    );
  });

  it('a missing favourable outcome is not taken for 0', async () => {
    expect(await refusal(() => estimateMetric(group, 'favourable_rate', untyped({ level: 0.95 })))).toBe(
      'INVALID_ARGUMENT estimateMetric: options.favourable is missing | Pass 0 or 1.',
    );
    expect(estimateMetric(group, 'favourable_rate', options)).toMatchObject({ estimate: 0.8, status: 'ok' });
  });

  it('the smallest group size has a default, and one that is no number is refused', async () => {
    const small = groupTally(
      tallyColumns(spec, { attributes: [{ values: ['Green'], codes: [0, 0] }], label: [0, 1], prediction: [1, 1] }),
      ['race'],
    );
    expect(estimateMetric(small[0]!, 'selection_rate', options)).toMatchObject({ status: 'insufficient' });
    expect(estimateMetric(small[0]!, 'selection_rate', options).reason).toContain('fewer than the 30');
    expect(
      await refusal(() => estimateMetric(group, 'selection_rate', { ...options, minGroupSize: Number.NaN })),
    ).toContain('minGroupSize is NaN');
    expect(await refusal(() => estimateMetric(group, 'selection_rate', { ...options, level: 95 }))).toContain(
      'level is 95 | Pass a level between 0 and 1',
    );
  });

  it('a metric by the name of its field is suggested', async () => {
    expect(await refusal(() => estimateMetric(group, untyped('selectionRate'), options))).toContain(
      'Did you mean "selection_rate"?',
    );
    expect(await refusal(() => disparity(groups, untyped('accuracy_score'), 'ratio', options))).toContain(
      'Did you mean "accuracy"?',
    );
  });

  it('f1 is resampled from a fixed seed, which its method records', () => {
    const estimate = estimateMetric(group, 'f1', options);
    expect(estimate.method).toContain('replicates=1000,seed=1');
    expect(estimate.lower).not.toBeNull();
    expect(estimateMetric(group, 'f1', options)).toEqual(estimate);
  });

  it('options in the place of metrics are named', async () => {
    expect(await refusal(() => untyped(estimateMetrics)(group, options))).toMatch(
      /^INVALID_ARGUMENT estimateMetrics: metrics is an object \| Pass a list of/,
    );
  });

  it('runAudit and judge read the text of a policy; what is missing is named', async () => {
    expect(await refusal(() => runAudit(untyped({}), { policy: 'x', today: '2026-11-28' }))).toContain(
      'runAudit: source.tally is missing',
    );
    const audit = auditArrays({ label, prediction, attributes: { race }, favourable: 1 });
    expect(await refusal(() => untyped(judge)(audit, 'tribune: policy/v1'))).toContain('judge: options is missing');
    expect(await refusal(() => judge(audit, 'tribune: policy/v1', { today: '2026-11-28' }))).toMatch(/^POLICY_INVALID/);
  });
});

const model = readModel(readFileSync(join(root, 'examples/explain/model.json')));
const applicant = { duration: 42, 'credit-amount': 5717, 'installment-rate': 1, 'existing-credits': 1, age: 60 };

describe('explanations', () => {
  const rows = bindRows(model, [applicant]);

  it('a method that does not exist is not echoed in the result', async () => {
    expect(await refusal(() => explain(model, rows, { method: untyped('shap'), background: rows }))).toMatch(
      /^INVALID_ARGUMENT explain: options\.method is "shap" \| Possible: .*interventional/,
    );
    expect(await refusal(() => explain(model, rows, { scale: untyped('probability') }))).toContain(
      'options.scale is "probability" | Possible: linked, raw.',
    );
  });

  it('a misspelt background does not change the method', async () => {
    expect(await refusal(() => explain(model, rows, untyped({ backgroud: rows })))).toBe(
      'INVALID_ARGUMENT explain: options has no "backgroud" | Did you mean "background"?',
    );
    expect(await refusal(() => explainRows(model, [applicant], untyped({ backgroud: [applicant] })))).toContain(
      'Did you mean "background"?',
    );
  });

  it('rows may be objects by name, lists by place or a matrix', async () => {
    const byName = explainRows(model, [applicant]);
    expect(explainRows(model, [Object.values(applicant)])).toEqual(byName);
    expect(explainRows(model, rows)).toEqual(byName);
    expect(await refusal(() => explainRows(model, [{ ...applicant, aeg: 3 }]))).toContain(
      'row 0 holds "aeg", no input of the model',
    );
    expect(await refusal(() => explainRows(model, untyped([applicant, Object.values(applicant)])))).toContain(
      'rows mixes lists and objects',
    );
    expect(await refusal(() => explain(model, untyped([applicant])))).toContain(
      'explain: rows is a list | Pass a Matrix, as bindRows or matrixFromRows gives it.',
    );
  });

  it('the name of a model file is not taken for its bytes', async () => {
    expect(await refusal(() => readModel(untyped('model.json')))).toBe(
      'INVALID_ARGUMENT readModel: bytes is "model.json" | Pass bytes: a Uint8Array, such as a file read whole.',
    );
  });
});

describe('receipts', () => {
  const file = (name: string) => readFileSync(join(root, 'examples/ledger', name), 'utf8');
  const evidence = { receipt: file('receipt.txt'), opening: file('opening.json') };

  it('a key may be a text, as its file holds it with the end of its line', async () => {
    expect(file('log.vkey')).toMatch(/\n$/);
    const key = parseVerifierKey(readFileSync(join(root, 'examples/ledger/log.vkey')));
    expect(parseVerifierKey(file('log.vkey').replace('\n', '\r\n'))).toEqual(key);
    expect(keysOnlyPolicy([file('log.vkey')])).toEqual(keysOnlyPolicy([key]));
    expect(await refusal(() => parseVerifierKey(`${file('log.vkey')}\n`))).toMatch(
      /^LEDGER_INVALID not a verifier key/,
    );
    expect(await refusal(() => keysOnlyPolicy(['no key']))).toMatch(/^LEDGER_INVALID not a verifier key/);
  });

  it('crypto has a default', async () => {
    const result = await verifyReceipt({ ...evidence, trust: keysOnlyPolicy([file('log.vkey')]) });
    expect(result).toMatchObject({ overall: 'unwitnessed', content: 'verified' });
  });

  it('a wrong argument does not look like forged evidence', async () => {
    const trust = keysOnlyPolicy([file('log.vkey')]);
    expect(await refusal(() => verifyReceipt({ ...evidence, trust: untyped(file('trust.txt')) }))).toMatch(
      /input\.trust is "# Whom .* \| Pass a TrustPolicy, as keysOnlyPolicy or parseTrustPolicy gives it\./,
    );
    expect(await refusal(() => verifyReceipt(untyped({ ...evidence, policy: trust })))).toContain(
      'verifyReceipt: input has no "policy"',
    );
    expect(
      await refusal(() => verifyReceipt({ ...evidence, trust: { ...trust, logs: untyped([{ key: 'text' }]) } })),
    ).toContain('input.trust.logs[0].key is "text"');
  });
});
