/**
 * The words of a column's name in small letters: `AgeBand`, `age_band` and `age-band` are the same two.
 *
 * @example nameWords('firstName') // ['first', 'name']
 */
export const nameWords = (name: string): string[] =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
