import { binLabels } from '../../../core/policy/sections/index.js';
import { type Dialect, doubleLiteral } from './dialect.js';

/** The label of the bin of a number, NULL where the number is NULL. */
export function binLabel(dialect: Dialect, number: string, edges: readonly number[]): string {
  const labels = binLabels(edges);
  const below = edges.map(
    (edge, index) => `WHEN ${number} < ${doubleLiteral(dialect, edge)} THEN ${dialect.quoteText(labels[index]!)}`,
  );
  return `CASE ${below.join(' ')} WHEN ${number} IS NOT NULL THEN ${dialect.quoteText(labels.at(-1)!)} END`;
}
