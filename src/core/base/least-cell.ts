/**
 * Fewest people that one cell shows to a caller who may see no person. This is the rule of the CMS Cell Size Suppression Policy (United
 * States): no cell of 1 to 10, and none that can be computed from others.
 */
export const LEAST_CELL = 11;
