/** Edits between two texts (Levenshtein 1966), by two rows of the table. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

/** Names shown when none is near. */
const NAMES_SHOWN = 20;

/**
 * What to do about a name that is not there.
 *
 * @example columnRemedy('rase', ['race', 'sex']) // 'Did you mean "race"? Columns: race, sex.'
 */
export function columnRemedy(name: string, columns: readonly string[]): string {
  const wanted = name.toLowerCase();
  const near = columns
    .map((column) => ({ column, edits: distance(wanted, column.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.edits - b.edits)[0];
  const listed = columns.slice(0, NAMES_SHOWN).join(', ');
  const rest = columns.length > NAMES_SHOWN ? ` and ${columns.length - NAMES_SHOWN} more` : '';
  return `${near === undefined ? '' : `Did you mean "${near.column}"? `}Columns: ${listed}${rest}.`;
}
