import { betaQuantile, studentTSurvival } from './beta.js';

/** The t that |T| exceeds with probability 1 - level: from P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t^2). */
export function studentCritical(level: number, degreesOfFreedom: number): number {
  const x = betaQuantile(1 - level, degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}

/** Two-sided p-value of Student's t. */
export const studentTwoSided = (t: number, degreesOfFreedom: number): number =>
  Math.min(1, 2 * studentTSurvival(Math.abs(t), degreesOfFreedom));
