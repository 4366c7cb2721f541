import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../core/fairness/sources/index.js';
import { percentBeside } from './words.js';

const finding = (estimate: number): Finding => ({
  subject: null,
  group: { sex: 'f' },
  reference: { sex: 'm' },
  n: 100_000,
  nReference: 100_000,
  value: null,
  referenceValue: null,
  estimate,
  method: 'newcombe',
  lower: null,
  upper: null,
  level: 0.95,
  simultaneous: null,
  status: 'ok',
  verdict: 'inconclusive',
});

describe('per cent beside a bound', () => {
  it('stand on their side of it, and a few beside them are not none', () => {
    const show = percentBeside(finding(0.099_996), [0.1]);
    expect([0.099_996, 0.000_003, 0.2, 0].map(show)).toEqual(['9.9996', '0.0003', '20', '0']);
    const coarse = percentBeside(finding(0.0996), [0.1]);
    expect([0.0996, 0.000_03, 0.999_99].map(coarse)).toEqual(['9.96', '0.003', '99.999']);
  });
});
