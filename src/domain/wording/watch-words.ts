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
    case 'labels':
      return 'decisions with a label';
  }
}
