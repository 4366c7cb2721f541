import { z } from 'zod';
import { TribuneError } from '../../../core/base/errors.js';
import {
  applyShifts,
  type Multicalibration,
  multicalibrate,
  type NamedGroup,
  type WorstPart,
} from '../../../core/mitigation/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { Seed } from '../../../core/stats/index.js';
import { digestOfContent, type FileKind, readFileOf } from '../files/index.js';
import type { People } from '../people/index.js';
import { checkUnweighted, groupKeySchema, readingOf, readSchema } from './reading.js';

const number = z.number();
const worst = z.strictObject({ key: groupKeySchema, from: number, to: number, n: number, off: number }).nullable();

/** Shifts of scores of groups that may overlap, as their file holds them. */
const schema = z.strictObject({
  tribune: z.literal('scores/v1'),
  attributes: z.array(z.string()).min(1),
  /** In their order; a key names some of the attributes, none of them: everybody. */
  shifts: z.array(z.strictObject({ key: groupKeySchema, from: number, to: number, by: number })),
  /** The worst part of a group that was shown to be off, before and after, on people by whom no shift was found. */
  before: worst,
  after: worst,
  alpha: number,
  read: readSchema,
  digest: z.string(),
});

export type ShiftsFile = z.infer<typeof schema>;

const KIND: FileKind<ShiftsFile> = {
  schema,
  whole: 'the shifts',
  code: 'RULE_INVALID',
  remedy: 'Give a file that tribune mitigate --multicalibrate wrote.',
};

/** Reads the file of shifts of scores. */
export function readShifts(text: string, path: string): ShiftsFile {
  const { content, invalid } = readFileOf(KIND, text, path);
  const { digest, ...rest } = content;
  if (digestOfContent(rest) !== digest) throw invalid(' was changed: its digest is that of other shifts');
  return content;
}

/** A group by some attributes, as the name of it. */
type PartialKey = Readonly<Record<string, string>>;

/** Most groups that are looked through. */
const MOST_GROUPS = 10_000;
/** All combinations of more attributes than this are too many to look through. */
const MOST_ATTRIBUTES = 12;

/** Everybody, and the people of every combination of values of some of the attributes that occurs. Whoever lacks one of them is among everybody alone. */
function overlapping({ groups, by }: Pick<People, 'groups' | 'by'>): (NamedGroup & { key: PartialKey })[] {
  if (by.length > MOST_ATTRIBUTES)
    throw new TribuneError('POLICY_INVALID', `${by.length} attributes have too many combinations to look through`, {
      remedy: `Name at most ${MOST_ATTRIBUTES} of them with --by.`,
    });
  const found = new Map<string, { key: PartialKey; rows: number[] }>();
  for (let mask = 0; mask < 2 ** by.length; mask++) {
    const names = by.filter((_, a) => (mask >> a) & 1);
    const texts = groups.keys.map((key) => {
      const own = Object.fromEntries(names.map((name) => [name, key[name]!]));
      return { key: own, text: JSON.stringify(own) };
    });
    groups.codes.forEach((code, row) => {
      if (code < 0 && mask > 0) return;
      const { key, text } = code < 0 ? { key: {}, text: '{}' } : texts[code]!;
      const group = found.get(text);
      if (group !== undefined) group.rows.push(row);
      else if (found.size < MOST_GROUPS) found.set(text, { key, rows: [row] });
      else
        throw new TribuneError('POLICY_INVALID', `more than ${MOST_GROUPS} combinations of attributes occur`, {
          remedy: 'Name fewer attributes with --by, or put numbers into bins.',
        });
    });
  }
  return [...found].map(([name, group]) => ({ name, ...group }));
}

/** Which scores change, and whose decision by that. */
export interface ShiftedScores {
  /** Chances of label 1; NaN where there was no score. */
  readonly score: Float64Array;
  readonly changed: number;
  /** Groups that shifts name and that have nobody here. */
  readonly absent: readonly PartialKey[];
}

/** Shifts the scores of people. */
export function shiftScores(
  people: Pick<People, 'groups' | 'by' | 'score'>,
  shifts: ShiftsFile['shifts'],
): ShiftedScores {
  const known = Array.from(people.score.keys()).filter((row) => !Number.isNaN(people.score[row]!));
  checkChances(people.score);
  const own = {
    by: people.by,
    groups: { ...people.groups, codes: Int32Array.from(known, (r) => people.groups.codes[r]!) },
  };
  const groups = overlapping(own);
  const names = new Set(groups.map(({ name }) => name));
  const nameOf = (key: PartialKey): string =>
    JSON.stringify(
      Object.fromEntries(people.by.flatMap((name) => (key[name] === undefined ? [] : [[name, key[name]]]))),
    );
  const absent = shifts.filter(({ key }) => !names.has(nameOf(key))).map(({ key }) => key);
  const before = Float64Array.from(known, (row) => people.score[row]!);
  const now = applyShifts(
    shifts.map(({ key, ...shift }) => ({ group: nameOf(key), ...shift })),
    before,
    [...groups, ...[...new Set(absent.map(nameOf))].map((name) => ({ name, rows: [] }))],
  );
  const score = people.score.slice();
  known.forEach((row, i) => {
    score[row] = now[i]!;
  });
  return { score, changed: now.filter((value, i) => Math.abs(value - before[i]!) > EDGE).length, absent };
}

/** Scores of 0 and 1 are moved inside by so much, which is no shift. */
const EDGE = 2e-6;

function checkChances(score: Float64Array): void {
  const odd = score.findIndex((value) => value < 0 || value > 1);
  if (odd >= 0)
    throw new TribuneError('DATA_VALUE_INVALID', `row ${odd}: the score ${score[odd]} is no chance of label 1`, {
      remedy: 'Give scores from 0 to 1, or say in the policy what they are of: data.scoreScale.',
    });
}

/** Finds shifts on labelled people. */
export function findShifts(
  people: People,
  policy: Policy,
  { alpha, seed }: { readonly alpha: number; readonly seed: Seed },
): { readonly file: ShiftsFile; readonly found: Multicalibration } {
  const rows = Array.from(people.score.keys()).filter(
    (row) => !Number.isNaN(people.score[row]!) && !Number.isNaN(people.label[row]!),
  );
  if (rows.length === 0)
    throw new TribuneError('DATA_EMPTY', 'nobody has a score and a label', {
      remedy: 'Give people of whom it is known what became true.',
    });
  checkUnweighted(policy, 'shifts are found by scores');
  checkChances(people.score);
  const groups = overlapping({
    by: people.by,
    groups: { ...people.groups, codes: Int32Array.from(rows, (row) => people.groups.codes[row]!) },
  });
  const pickRows = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const found = multicalibrate(pickRows(people.score), pickRows(people.label), groups, { alpha, seed });
  const keys = new Map(groups.map(({ name, key }) => [name, { ...key }]));
  const told = (part: WorstPart | null): ShiftsFile['before'] => {
    if (part === null) return null;
    const { group, ...rest } = part;
    return { key: keys.get(group)!, ...rest };
  };
  const content = {
    tribune: 'scores/v1' as const,
    attributes: [...people.by],
    shifts: found.shifts.map(({ group, ...shift }) => ({ key: keys.get(group)!, ...shift })),
    before: told(found.before),
    after: told(found.after),
    alpha,
    read: readingOf(policy, people.by),
  };
  return { file: { ...content, digest: digestOfContent(content) }, found };
}
