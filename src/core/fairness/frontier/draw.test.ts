import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitSeed, drawMixture, lengthPrefixed, verifySeed } from './draw.js';

const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array => createHmac('sha256', key).update(message).digest();
const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();
const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const draw = (subject: string, deployment = 'loans-eu-3', key = seed): number =>
  drawMixture({ hmac, seed: key, subject, deployment });

describe('drawMixture', () => {
  it('replays: the same subject in the same deployment always draws the same number', () => {
    expect(draw('applicant-17')).toBe(draw('applicant-17'));
  });

  it('is the first 53 bits of the HMAC of the length-prefixed message', () => {
    const parts = ['tribune/mixture-draw/v1', 'loans-eu-3', 'applicant-17'].map((part) => Buffer.from(part));
    const message = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]));
    const bits = createHmac('sha256', seed).update(message).digest().readBigUInt64BE(0) >> 11n;
    expect(draw('applicant-17')).toBe(Number(bits) / 2 ** 53);
  });

  it('draws anew for another subject, deployment or seed', () => {
    const other = Uint8Array.from(seed, (byte) => byte ^ 1);
    expect(new Set([draw('a'), draw('b'), draw('a', 'loans-us'), draw('a', 'loans-eu-3', other)]).size).toBe(4);
  });

  it('cannot be confused by moving text between subject and deployment', () => {
    expect(draw('bc', 'a')).not.toBe(draw('c', 'ab'));
  });

  it('is uniform: chi-square over 100 cells of 20,000 draws is below its 99.9 % point', () => {
    const cells = new Float64Array(100);
    for (let i = 0; i < 20_000; i++) cells[Math.floor(draw(`subject-${i}`) * 100)]!++;
    const chiSquare = cells.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    expect(chiSquare).toBeLessThan(148.23); // chi-square quantile 0.999 at 99 degrees of freedom
  });

  it('stays below 1 even for the largest digest', () => {
    const ones = (): Uint8Array => new Uint8Array(32).fill(255);
    const value = drawMixture({ hmac: ones, seed, subject: 's', deployment: 'd' });
    expect(value).toBe(1 - 2 ** -53);
  });

  it.each([
    ['a short seed', () => draw('a', 'd', new Uint8Array(16))],
    ['a seed that HMAC would hash', () => draw('a', 'd', new Uint8Array(65))],
    ['a lone surrogate', () => draw('\ud800')],
    [
      'a hash of another length',
      () => drawMixture({ hmac: () => new Uint8Array(20), seed, subject: 'a', deployment: 'd' }),
    ],
  ])('refuses %s', (_, call) => {
    expect(call).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('the commitment to a seed', () => {
  const commitment = commitSeed({ sha256, seed, deployment: 'loans-eu-3' });

  it('verifies when the seed is revealed', () => {
    expect(verifySeed({ sha256, seed, deployment: 'loans-eu-3', commitment })).toBe(true);
  });

  it('binds to the seed and to the deployment', () => {
    const other = Uint8Array.from(seed, (byte) => byte ^ 1);
    expect(verifySeed({ sha256, seed: other, deployment: 'loans-eu-3', commitment })).toBe(false);
    expect(verifySeed({ sha256, seed, deployment: 'loans-us', commitment })).toBe(false);
    expect(verifySeed({ sha256, seed: new Uint8Array(3), deployment: 'loans-eu-3', commitment })).toBe(false);
  });
});

describe('lengthPrefixed', () => {
  it('gives different bytes for different lists of parts', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(a.map((part) => [...part])) === JSON.stringify(b.map((part) => [...part]));
        expect(Buffer.compare(lengthPrefixed(a), lengthPrefixed(b)) === 0).toBe(same);
      }),
    );
  });
});
