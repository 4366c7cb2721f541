import { type Dialect, doubleLiteral } from './dialect.js';

/**
 * Labels of a numeric attribute cut at ascending edges; each bin is closed below and open above.
 *
 * @example binLabels([25, 45]) // ['< 25', '25 to < 45', '>= 45']
 */
export function binLabels(edges: readonly number[]): string[] {
  const inner = edges.slice(1).map((edge, index) => `${edges[index]} to < ${edge}`);
  return edges.length === 0 ? [] : [`< ${edges[0]}`, ...inner, `>= ${edges.at(-1)}`];
}

/** The label of the bin of a number, NULL where the number is NULL. */
export function binLabel(dialect: Dialect, number: string, edges: readonly number[]): string {
  const labels = binLabels(edges);
  const below = edges.map(
    (edge, index) => `WHEN ${number} < ${doubleLiteral(dialect, edge)} THEN ${dialect.quoteText(labels[index]!)}`,
  );
  return `CASE ${below.join(' ')} WHEN ${number} IS NOT NULL THEN ${dialect.quoteText(labels.at(-1)!)} END`;
}
