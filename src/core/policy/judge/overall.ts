import type { RequirementResult } from '../sections/result-types.js';
import type { Verdict } from '../sections/types.js';

/** The exit code of an inconclusive audit. */
export interface ExitOptions {
  readonly inconclusive: 'pass' | 'fail' | '3';
}

const EXIT_PASS = 0;
const EXIT_FAIL = 1;
const EXIT_WRONG_USE = 2;
const EXIT_INCONCLUSIVE = 3;

/** The verdict that counts: a waived requirement counts as passed. */
const countedVerdict = (result: RequirementResult): Verdict => (result.waived === null ? result.verdict : 'pass');

/** The gravest verdict over blocking requirements, in the order fail, not applicable, inconclusive, pass; pass also where none blocks. */
export function overallVerdict(results: readonly RequirementResult[]): {
  readonly verdict: Verdict;
  readonly warnings: number;
} {
  const verdicts = results.filter((result) => result.severity === 'block').map(countedVerdict);
  const gravest = (['fail', 'not_applicable', 'inconclusive'] as const).find((verdict) => verdicts.includes(verdict));
  const warnings = results.filter((result) => result.severity === 'warn' && countedVerdict(result) === 'fail').length;
  return { verdict: gravest ?? 'pass', warnings };
}

/** The exit code of the contract: 1 beats 2 beats 3 beats 0; `inconclusive` maps the 3. */
export function exitCodeOf(results: readonly RequirementResult[], { inconclusive }: ExitOptions): 0 | 1 | 2 | 3 {
  const verdicts = results.filter((result) => result.severity === 'block').map(countedVerdict);
  const open = verdicts.includes('inconclusive');
  if (verdicts.includes('fail') || (open && inconclusive === 'fail')) return EXIT_FAIL;
  if (verdicts.includes('not_applicable')) return EXIT_WRONG_USE;
  return open && inconclusive === '3' ? EXIT_INCONCLUSIVE : EXIT_PASS;
}
