import { formatCount } from '../../core/charts/index.js';
import type { DriftWatch, Quality } from '../monitor/index.js';

const DISTANCES = {
  'total-variation': 'total variation distance',
  'kolmogorov-smirnov': 'Kolmogorov-Smirnov distance',
  wasserstein: 'Wasserstein distance',
} as const;

/** The distance by which a drift is measured. */
export const distanceWords = ({ distance }: Pick<DriftWatch, 'distance'>): string => DISTANCES[distance];

/** What a watch of the data measures: a share of these. */
export function qualityWords(quality: Quality): string {
  switch (quality.kind) {
    case 'repeated':
      return 'decisions about somebody who was decided about before in the block';
    case 'undeclared':
      return `decisions whose ${quality.input} is not as declared`;
    case 'no-input':
      return `decisions without the input ${quality.input}`;
    case 'volume':
      return `blocks with fewer than ${formatCount(quality.minPerBlock)} decisions that count`;
    case 'unreadable':
      return 'decisions that cannot be read';
    case 'missing':
      return `decisions without ${quality.attribute}`;
    case 'default':
      return `decisions whose ${quality.input} is a default of the pipeline`;
    case 'same-inputs':
      return 'decisions with the inputs of somebody else before in the block';
    case 'random-inputs':
      return `decisions whose ${quality.inputs.join(' and ')} do not go together as they did`;
    case 'usual':
      return `blocks with less than ${quality.below} of the usual decisions${quality.above === null ? '' : ` or more than ${quality.above} times as many`}`;
    case 'service':
      return servedWords(quality);
    case 'labels':
      return 'decisions with a label';
  }
}

/** How decisions were made that are watched. */
function servedWords(quality: Extract<Quality, { readonly kind: 'service' }>): string {
  switch (quality.what) {
    case 'fallback':
      return 'decisions that a fallback made';
    case 'reviewed':
      return 'decisions that people made';
    case 'undecided':
      return `attempts that came to no decision${quality.column === null ? '' : ` with ${quality.column}`}`;
    case 'late':
      return `decisions whose ${quality.column} is ${formatCount(quality.atLeast)} or more`;
  }
}
