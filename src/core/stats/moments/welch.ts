import { studentTSurvival } from '../special/beta.js';
import { checkMoments, type Moments } from './moments.js';

/** Welch's t with its degrees of freedom and two-sided p-value. */
export interface WelchTest {
  readonly t: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * Welch's t test of equal means, a minus b. Null when a group has fewer than two people or both variances are 0.
 * Welch (1947), Biometrika 34, 28-35.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on endless numbers or negative variances
 */
export function welchT(a: Moments, b: Moments): WelchTest | null {
  checkMoments(a, 'the group');
  checkMoments(b, 'the reference');
  if (a.n < 2 || b.n < 2) return null;
  const partA = a.variance / a.n;
  const partB = b.variance / b.n;
  if (partA + partB === 0) return null;
  const t = (a.mean - b.mean) / Math.sqrt(partA + partB);
  const degreesOfFreedom = (partA + partB) ** 2 / (partA ** 2 / (a.n - 1) + partB ** 2 / (b.n - 1));
  return { t, degreesOfFreedom, pValue: Math.min(1, 2 * studentTSurvival(Math.abs(t), degreesOfFreedom)) };
}
