import type { RuleFile } from '../../../../domain/group-rules/rules/index.js';

const DIGITS = 4;

const cutoffWords = (cutoff: number): string =>
  cutoff === Number.MAX_VALUE ? 'nobody' : cutoff === -Number.MAX_VALUE ? 'everybody' : `>= ${cutoff}`;

/** The cutoffs of a group in words, each with its probability where there are several. */
export const mixtureWords = (mixture: RuleFile['groups'][number]['mixture']): string =>
  mixture
    .map(({ cutoff, probability }) =>
      probability === 1 ? cutoffWords(cutoff) : `${cutoffWords(cutoff)} (${probability.toFixed(DIGITS)})`,
    )
    .join(', ');
