import { nearName } from '../../base/suggest.js';
import type { Learner, ParameterSpec, Parameters, ParameterValue } from '../base/index.js';
import { refused } from '../base/index.js';

/** The settings in force: those given, and the default of every other. Throws INVALID_ARGUMENT on a name or value that the learner has not. */
export function settle(learner: Learner, given: Parameters): Parameters {
  const names = Object.keys(learner.parameters);
  const stray = Object.keys(given).find((name) => !names.includes(name));
  if (stray !== undefined)
    throw refused(
      `the learner ${learner.name} has no parameter "${stray}"`,
      `${nearName(stray, names)}It has: ${names.join(', ')}.`,
    );
  return Object.fromEntries(
    names.map((name) => [name, checked(`${learner.name}, ${name}`, learner.parameters[name]!, given[name])]),
  );
}

function checked(where: string, spec: ParameterSpec, given: ParameterValue | undefined): ParameterValue {
  if (given === undefined) return spec.default;
  const value = fromText(given, spec);
  if (typeof value !== typeof spec.default)
    throw refused(`${where} is ${JSON.stringify(given)}`, `Give ${wordsOf(spec)}: ${spec.help}.`);
  if (typeof value === 'string' && spec.choices?.includes(value) === false)
    throw refused(
      `${where} is ${JSON.stringify(value)}`,
      `${nearName(value, spec.choices)}Give ${wordsOf(spec)}: ${spec.help}.`,
    );
  if (typeof value !== 'number') return value;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, whole = false } = spec;
  if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw refused(`${where} is ${value}`, `Give ${wordsOf(spec)}: ${spec.help}.`);
}

/** A text of the command line as the type of the setting. */
function fromText(given: ParameterValue, spec: ParameterSpec): ParameterValue {
  if (typeof given !== 'string') return given;
  if (typeof spec.default === 'number' && given.trim() !== '' && !Number.isNaN(Number(given))) return Number(given);
  if (typeof spec.default === 'boolean' && /^(true|false)$/.test(given)) return given === 'true';
  return given;
}

function wordsOf({ default: usual, min, max, whole, choices }: ParameterSpec): string {
  if (typeof usual === 'boolean') return 'true or false';
  if (typeof usual === 'string') return choices === undefined ? 'a text' : choices.join(' or ');
  const from = min === undefined ? '' : ` from ${min}`;
  const to = max === undefined ? '' : ` to ${max}`;
  return `a ${whole ? 'whole ' : ''}number${from}${to}`;
}
