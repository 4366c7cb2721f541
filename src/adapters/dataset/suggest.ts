import { nearName } from '../../core/base/suggest.js';

/** Number of names that are shown when none is similar. */
const NAMES_SHOWN = 20;

/**
 * Remedy for a name that does not exist.
 *
 * @example columnRemedy('rase', ['race', 'sex']) // 'Did you mean "race"? Columns: race, sex.'
 */
export function columnRemedy(name: string, columns: readonly string[]): string {
  const listed = columns.slice(0, NAMES_SHOWN).join(', ');
  const rest = columns.length > NAMES_SHOWN ? ` and ${columns.length - NAMES_SHOWN} more` : '';
  return `${nearName(name, columns)}Columns: ${listed}${rest}.`;
}
