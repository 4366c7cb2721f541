import { type Reader, reader } from '../../base/fields.js';
import type { Direction, FeatureRule, LinkedRule, RecourseConstraints, Transition } from './constraints.js';
import { readLinked } from './read-linked.js';

const TOP = [
  'tribune',
  'scale',
  'costs',
  'maxChanges',
  'margin',
  'features',
  'linked',
  'derived',
  'exclusive',
] as const;
const FEATURE = ['mutable', 'direction', 'integer', 'min', 'max', 'step', 'transitions', 'cost'] as const;
const DIRECTIONS: readonly string[] = ['any', 'increase', 'decrease'];

/**
 * Checks a parsed recourse file (`tribune: recourse/v1`).
 *
 * @param value what the YAML or JSON parser returned
 * @param where name of the file, for messages
 * @throws TribuneError CONSTRAINTS_INVALID; `place.name` is the path inside the file, such as `features.duration.min`
 * @example
 * readConstraints({ tribune: 'recourse/v1', features: { duration: { mutable: true, integer: true, min: 4 } } });
 */
export function readConstraints(value: unknown, where = 'constraints'): RecourseConstraints {
  const top = reader('CONSTRAINTS_INVALID', where);
  const file = top.object(value, TOP);
  if (file.get('tribune') !== 'recourse/v1') {
    throw top.at('tribune').fail('is not "recourse/v1"', 'Begin the file with the line: tribune: recourse/v1');
  }
  const features = new Map(
    entries(top, file, 'features').map(([name, rule, at]) => [name, readFeature(rule, at)] as const),
  );
  if (features.size === 0) {
    throw top.at('features').fail('names no feature, so nothing could ever change', 'Name what a person can change.');
  }
  return {
    features,
    costs: numbers(top, file, 'costs'),
    scale: readScale(top, file),
    maxChanges: readMaxChanges(top.at('maxChanges'), file.get('maxChanges')),
    margin: readMargin(top.at('margin'), file.get('margin')),
    linked: items(top, file, 'linked').map(([entry, at]): LinkedRule => readLinked(entry, at)),
    derived: new Map(entries(top, file, 'derived').map(([name, text, at]) => [name, at.text(text)] as const)),
    exclusive: items(top, file, 'exclusive').map(([set, at]) => readExclusive(set, at)),
  };
}

type File = Map<string, unknown>;

function entries(top: Reader, file: File, key: string): [string, unknown, Reader][] {
  const value = file.get(key);
  if (value === undefined || value === null) return [];
  const at = top.at(key);
  return [...at.object(value)].map(([name, entry]) => [name, entry, at.at(name)]);
}

function items(top: Reader, file: File, key: string): [unknown, Reader][] {
  const value = file.get(key);
  if (value === undefined || value === null) return [];
  const at = top.at(key);
  return at.list(value).map((entry, i) => [entry, at.at(i)]);
}

const numbers = (top: Reader, file: File, key: string): Map<string, number> =>
  new Map(entries(top, file, key).map(([name, value, at]) => [name, positive(at, value)]));

function positive(at: Reader, value: unknown): number {
  const number = at.number(value);
  if (number <= 0) throw at.fail(`is ${number}`, 'Give a number above 0.');
  return number;
}

function readScale(top: Reader, file: File): RecourseConstraints['scale'] {
  const value = file.get('scale') ?? 'mad';
  if (value === 'mad') return 'mad';
  if (typeof value === 'object') return numbers(top, file, 'scale');
  throw top.at('scale').fail('is neither "mad" nor a number per feature', 'Write `scale: mad` or a table of numbers.');
}

function readMaxChanges(at: Reader, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const number = at.number(value);
  if (!Number.isInteger(number) || number < 1) throw at.fail(`is ${number}`, 'Give a whole number of at least 1.');
  return number;
}

function readMargin(at: Reader, value: unknown): number {
  if (value === undefined || value === null) return 0;
  const number = at.number(value);
  if (number < 0) throw at.fail(`is ${number}`, 'Give 0 or more: the margin makes the change safer, never weaker.');
  return number;
}

function readExclusive(value: unknown, at: Reader): readonly string[] {
  const names = at.list(value).map((name, i) => at.at(i).text(name));
  if (names.length < 2 || new Set(names).size !== names.length) {
    throw at.fail(`[${names.join(', ')}] is no set of two or more features`, 'Name each feature once.');
  }
  return names;
}

function readFeature(value: unknown, at: Reader): FeatureRule {
  const rule = at.object(value, FEATURE);
  const optionalNumber = (key: string): number | null => {
    const entry = rule.get(key);
    return entry === undefined || entry === null ? null : at.at(key).number(entry);
  };
  const flag = (key: string, fallback: boolean): boolean => {
    const entry = rule.get(key);
    return entry === undefined ? fallback : at.at(key).flag(entry);
  };
  const direction = rule.get('direction') ?? 'any';
  if (!DIRECTIONS.includes(direction as string)) {
    throw at.at('direction').fail('is not one of any, increase, decrease');
  }
  const [min, max, step] = [optionalNumber('min'), optionalNumber('max'), optionalNumber('step')];
  if (min !== null && max !== null && min > max) throw at.at('min').fail(`${min} is above max ${max}`);
  if (step !== null && step <= 0) throw at.at('step').fail(`is ${step}`, 'Give a number above 0.');
  const integer = flag('integer', false);
  if (integer && step !== null && !Number.isInteger(step)) {
    throw at.at('step').fail(`is ${step}, and the feature is an integer`, 'Give a whole step or drop `integer`.');
  }
  const cost = rule.get('cost') === undefined ? 1 : positive(at.at('cost'), rule.get('cost'));
  const transitions = rule.get('transitions');
  return {
    mutable: flag('mutable', false),
    direction: direction as Direction,
    integer,
    min,
    max,
    step: step ?? (integer ? 1 : null),
    transitions:
      transitions === undefined || transitions === null
        ? null
        : readTransitions(transitions, at.at('transitions'), cost),
    cost,
  };
}

function readTransitions(value: unknown, at: Reader, cost: number): readonly Transition[] {
  return at.list(value).map((entry, i) => {
    const own = at.at(i);
    const parts = own.list(entry);
    if (parts.length !== 2 && parts.length !== 3) throw own.fail('is not [from, to] or [from, to, cost]');
    const end = (part: unknown, k: number): string | number =>
      typeof part === 'number' ? own.at(k).number(part) : own.at(k).text(part);
    return {
      from: end(parts[0], 0),
      to: end(parts[1], 1),
      cost: parts.length === 3 ? positive(own.at(2), parts[2]) : cost,
    };
  });
}
