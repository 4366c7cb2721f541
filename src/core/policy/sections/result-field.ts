/** What stands as metric in a requirement on a number of another command's result. */
export const RESULT_FIELD = 'result_field';
export type ResultField = typeof RESULT_FIELD;

/** A step of a path: a member by name, an entry of a list by its place, or the one entry whose member has a value. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'place'; readonly place: number }
  | { readonly kind: 'match'; readonly name: string; readonly value: string };

/** Most steps of a path, and most characters. */
const MOST_STEPS = 32;
const MOST_CHARACTERS = 500;

const STEP = /(?:^|\.)(?<name>[^.[\]=]+)|\[(?<place>\d{1,9})\]|\[(?<key>[^.[\]=]+)=(?<value>[^[\]]+)\]/y;

/**
 * Reads a path into a JSON document: names joined by points, `[3]` for an entry of a list (the first is 0), `[check=stability]` for the entry whose
 * member `check` is `stability`. Null where the text is no such path.
 *
 * @example resultPath('checks[check=additivity].value') // three steps
 */
export function resultPath(text: string): PathStep[] | null {
  if (text === '' || text.length > MOST_CHARACTERS) return null;
  const steps: PathStep[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text)?.groups;
    if (found === undefined || steps.length === MOST_STEPS) return null;
    const { name, place, key, value } = found;
    if (name !== undefined) steps.push({ kind: 'name', name });
    else if (place !== undefined) steps.push({ kind: 'place', place: Number(place) });
    else steps.push({ kind: 'match', name: key!, value: value! });
  }
  return steps;
}

/** Measures of other commands that are read with their intervals, and where each stands in the result. */
export const RESULT_MEASURES = {
  label_choice_gap: { field: 'tests[test=labelChoice]', command: 'tribune audit data', eitherWay: true },
  proxy_strength: { field: 'tests[test=proxyStrength]', command: 'tribune audit data', eitherWay: false },
  aggregation_gap: { field: 'tests[test=aggregation]', command: 'tribune audit data', eitherWay: false },
  flip_rate: { field: 'flip.rate', command: 'tribune explain check --flip', eitherWay: false },
  turned_rate: { field: 'flips[0].flipped', command: 'tribune model compare --cutoff', eitherWay: false },
} as const;
export type ResultMeasure = keyof typeof RESULT_MEASURES;
export const RESULT_MEASURE_NAMES = Object.keys(RESULT_MEASURES) as ResultMeasure[];
