/**
 * The groups of a numeric attribute with ascending inner edges, lowest first; the lower edge belongs to the bin.
 *
 * @example binLabels([25, 45]) // ['< 25', '25 to < 45', '>= 45']
 */
export function binLabels(edges: readonly number[]): string[] {
  const inner = edges.slice(1).map((edge, i) => `${edges[i]} to < ${edge}`);
  return [`< ${edges[0]}`, ...inner, `>= ${edges.at(-1)}`];
}
