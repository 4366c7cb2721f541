/**
 * The last day and minute that a field takes: browsers let people type years of six digits, which no date of this form has, and say which one is
 * the last where it has a bound.
 */
export const LAST_DAY = '9999-12-31';
export const LAST_MINUTE = `${LAST_DAY}T23:59`;
