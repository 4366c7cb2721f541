/** Words that data frames, databases, spreadsheets and people write where nothing is known. */
const MISSING_WORDS =
  /^([+-]?nan|#?n[/.]?a\.?|<na>|#n\/a|null|nil|\\n|\?+|-+|\.+|unknown|missing|not (available|known|stated|applicable)|undefined)$/i;

/** Whether a value is a word that usually means that nothing is known. */
export const looksMissing = (value: string): boolean => MISSING_WORDS.test(value.trim());
