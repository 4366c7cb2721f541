import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import { type PathStep, resultPath } from '../sections/result-field.js';
import type { RequirementResult } from '../sections/result-types.js';
import { allowedText, numberText } from '../sections/text.js';
import type { FromSpec, Policy, ValueRequirement } from '../sections/types.js';
import { frameOf, notApplicable } from './frame.js';
import { at, brokenEnd } from './region.js';
import { valueRegion } from './value.js';

/** Another command's result, parsed, with the digest of its bytes. */
export interface ResultFile {
  /** `sha256:...` */
  readonly digest: string;
  readonly value: unknown;
}

export type ResultFiles = Readonly<Record<string, ResultFile>>;

/**
 * Judges a number in another command's result, as it stands there: its own uncertainty is not in the file. A number that is null there, which that command
 * could not estimate, leaves the requirement open. Without the file it does not apply.
 *
 * @throws TribuneError `RESULT_INVALID` where the path leads nowhere or to something that is no number
 */
export function judgeResultField(
  requirement: ValueRequirement & { readonly from: FromSpec },
  policy: Policy,
  results: ResultFiles | undefined,
): RequirementResult {
  const { from, id, bound } = requirement;
  const file = results !== undefined && Object.hasOwn(results, from.result) ? results[from.result] : undefined;
  if (file === undefined)
    return {
      ...notApplicable(requirement, policy, `it reads ${from.result}, and this way of auditing reads no result files`),
      from,
    };
  const found = valueAt(file.value, from, id, requirement.line);
  const source = { ...from, digest: file.digest };
  const region = valueRegion(requirement);
  const frame = {
    ...frameOf(requirement, policy),
    from: source,
    method: 'none',
    allowed: { lower: bound.min ?? null, upper: bound.max ?? null },
  };
  const said = `${from.result} says ${
    found === null
      ? 'null'
      : numberText(
          found,
          [bound.min, bound.max].filter((end) => end !== undefined),
        )
  } at ${from.field}; allowed is ${allowedText(bound.min ?? null, bound.max ?? null)}.`;
  if (found === null)
    return {
      ...frame,
      verdict: 'inconclusive',
      reason: 'not-estimable',
      message: `${said} What could not be estimated there is no pass here.`,
    };
  const end = brokenEnd(at(found), region);
  const judged = { ...frame, estimate: found, groupValue: found, status: 'ok' as const };
  if (end === null)
    return { ...judged, verdict: 'pass', reason: 'estimates-within', message: `${said} It lies within the bound.` };
  return {
    ...judged,
    verdict: 'fail',
    reason: 'estimate-beyond',
    brokenBound: end === 'lower' ? { min: bound.min! } : { max: bound.max! },
    message: `${said} It lies beyond the bound.`,
  };
}

/** The number at a path; null where the document says null. */
function valueAt(document: unknown, { result, field }: FromSpec, id: string, line: number): number | null {
  let value = document;
  let walked = '';
  for (const step of resultPath(field) ?? []) {
    const next = stepInto(value, step);
    if (!next.found)
      throw refusal(
        `${id}: ${result} has no ${field}: ${walked === '' ? 'the document' : walked} ${next.why}`,
        next.remedy,
        line,
      );
    value = next.value;
    walked += stepText(step, walked === '');
  }
  if (value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refusal(`${id}: ${field} in ${result} is ${shown(value)}, not a number`, remedyFor(value), line);
}

type Step =
  | { readonly found: true; readonly value: unknown }
  | { readonly found: false; readonly why: string; readonly remedy: string };

function stepInto(value: unknown, step: PathStep): Step {
  const none = (why: string, remedy: string): Step => ({ found: false, why, remedy });
  if (step.kind === 'name') {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return none(
        `is ${shown(value)}, which has no members`,
        Array.isArray(value) ? 'Name an entry: [0], or [name=...].' : 'Shorten the path.',
      );
    if (Object.hasOwn(value, step.name)) return { found: true, value: (value as Record<string, unknown>)[step.name] };
    const names = Object.keys(value);
    return none(`has no "${step.name}"`, `${nearName(step.name, names)}It has: ${namesText(names)}.`);
  }
  if (!Array.isArray(value)) return none(`is ${shown(value)}, no list`, 'Name a member of it: a point and its name.');
  if (step.kind === 'place') {
    if (step.place < value.length) return { found: true, value: value[step.place] };
    return none(`has ${counted(value.length, 'entry')}`, 'The first entry is [0].');
  }
  const fitting = value.filter((entry) => isMatch(entry, step));
  if (fitting.length === 1) return { found: true, value: fitting[0] };
  return none(
    `has ${counted(fitting.length, 'entry')} with ${step.name} = ${step.value}`,
    'Name one entry, by its place or by a member that only it has.',
  );
}

const isMatch = (entry: unknown, { name, value }: Extract<PathStep, { kind: 'match' }>): boolean =>
  typeof entry === 'object' &&
  entry !== null &&
  Object.hasOwn(entry, name) &&
  String((entry as Record<string, unknown>)[name]) === value;

function stepText(step: PathStep, isFirst: boolean): string {
  if (step.kind === 'place') return `[${step.place}]`;
  if (step.kind === 'match') return `[${step.name}=${step.value}]`;
  return isFirst ? step.name : `.${step.name}`;
}

/** Most names that a remedy lists, and most characters of a value. */
const MOST_NAMES = 12;
const MOST_SHOWN = 60;

const namesText = (names: readonly string[]): string =>
  names.length === 0
    ? 'nothing'
    : `${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ', ...' : ''}`;

function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a map';
  return (JSON.stringify(value) ?? 'nothing').slice(0, MOST_SHOWN);
}

const remedyFor = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? `Go on into it: ${namesText(Object.keys(value))}.`
    : 'Name the field of a number.';

const refusal = (message: string, remedy: string, line: number): TribuneError =>
  new TribuneError('RESULT_INVALID', message, { remedy, place: { line } });
