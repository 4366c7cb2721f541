import { counted } from '../../../base/counted.js';
import { type JsonObject, optional } from '../../decode/json-fields.js';
import { invalidModel } from '../../decode/limits.js';

/** The scale on which a base score is given; with `probability-until-2` versions before 2.0 convert it to the margin, later ones do not. */
export type BaseScale = 'margin' | 'probability' | 'probability-until-2' | 'positive';

/** Smallest distance of a probability from 0 and 1, as XGBoost enforces it where all labels were the same. */
const EDGE: number = Math.fround(1e-6);

/**
 * Base margin of every output. The file holds a number as text ("5E-1") up to 3.0, a vector as text ("[5E-1]") from 3.1, always on
 * the scale of the prediction. The arithmetic is XGBoost's, in float32: at a base of 0.999999 float64 would be off by 0.07 of log-odds.
 */
export function readBase(
  parameters: JsonObject,
  expected: { numOutputs: number; scale: BaseScale; majorVersion: number },
  where: string,
): Float64Array {
  const { numOutputs, majorVersion } = expected;
  const scale = expected.scale !== 'probability-until-2' ? expected.scale : majorVersion < 2 ? 'probability' : 'margin';
  const text = String(optional(parameters, 'base_score') ?? '').replace(/^\[|\]$/g, '');
  const given = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Math.fround(Number(part))));
  if (given.length !== 1 && given.length !== numOutputs) {
    throw invalidModel(where, `base_score has ${counted(given.length, 'number')} for ${counted(numOutputs, 'output')}`);
  }
  return Float64Array.from({ length: numOutputs }, (_, k) => {
    const base = given.length === 1 ? given[0]! : given[k]!;
    const margin = scale === 'margin' ? base : scale === 'positive' ? Math.fround(Math.log(base)) : logit(base);
    if (!Number.isFinite(margin))
      throw invalidModel(where, `base_score ${base} is outside the domain of the objective`);
    return margin;
  });
}

/** Log-odds of a probability; NaN outside 0 to 1. */
function logit(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  const held = Math.fround(Math.min(Math.max(probability, EDGE), Math.fround(1 - EDGE)));
  return Math.fround(-Math.log(Math.fround(Math.fround(1 / held) - 1)));
}

/** First number of `version`; files without one are older than 1.0. */
export function majorVersionOf(file: JsonObject): number {
  const version = optional(file, 'version');
  const first: unknown = Array.isArray(version) || ArrayBuffer.isView(version) ? Object(version)[0] : 0;
  return typeof first === 'number' ? first : 0;
}
