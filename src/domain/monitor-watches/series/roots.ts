import type { MeanWatch } from './types.js';

type ShownAs = Pick<MeanWatch, 'shownAs'>;

/** A mean, or a quotient of means, as its watch shows it. */
export const shownMean = ({ shownAs }: ShownAs, mean: number): number => (shownAs === 'root' ? Math.sqrt(mean) : mean);

/** The mean that is behind a value which a watch shows. */
export const meanOfShown = ({ shownAs }: ShownAs, shown: number): number => (shownAs === 'root' ? shown ** 2 : shown);
