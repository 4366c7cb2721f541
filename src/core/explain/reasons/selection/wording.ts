import type { Matrix, Model } from '../../../models/index.js';
import { shownValue } from '../../recourse/constraints/table.js';
import type { ReasonText, ReasonTexts } from '../texts/reason-texts.js';
import type { FeatureLabel, ReasonConfig } from './config.js';

export type Variant = 'any' | 'high' | 'low' | 'missing' | 'unknown';

/** A value of the person behind a reason. */
export interface ReasonValue {
  readonly feature: string;
  readonly label: string;
  readonly unit: string | null;
  /** The value; null when it is missing. */
  readonly value: number | string | null;
  /** The cell as in the file; null where it is missing or only its number is known. */
  readonly onFile: string | null;
}

/** The value that a person is shown: as in the file, otherwise in full. Null when it is missing. */
export const shownOnFile = ({ value, onFile }: Pick<ReasonValue, 'value' | 'onFile'>): string | null =>
  value === null ? null : (onFile ?? String(value));

/**
 * Which sentence is true of the leading input of a family. `high` needs both that more than half of the people compared with have a lower
 * value, and that the lower values among theirs would have raised the score. Where the two disagree, the sentence names no direction.
 *
 * @param rises rise of the signed score when the person's value is replaced by that of each baseline row
 */
export function variantOf(
  model: Model,
  row: Matrix,
  baseline: Matrix,
  given: { readonly input: number; readonly rises: Float64Array },
): Variant {
  const { input, rises } = given;
  const value = row.data[input]!;
  const { categories } = model.features[input]!;
  if (Number.isNaN(value)) return 'missing';
  if (categories !== undefined) return value < 0 ? 'unknown' : 'any';
  let [nLower, nHigher, fromLower, fromHigher] = [0, 0, 0, 0];
  rises.forEach((rise, b) => {
    const other = baseline.data[b * baseline.columns + input]!;
    if (other < value) {
      nLower += 1;
      fromLower += rise;
    }
    if (other > value) {
      nHigher += 1;
      fromHigher += rise;
    }
  });
  // The sentence says "most", so a majority of all rows is needed, those without a value included.
  if (2 * nLower > baseline.rows && fromLower > Math.max(0, fromHigher)) return 'high';
  return 2 * nHigher > baseline.rows && fromHigher > Math.max(0, fromLower) ? 'low' : 'any';
}

export const sentenceOf = (text: ReasonText, variant: Variant, set: ReasonTexts): string =>
  text[variant] ?? (variant === 'unknown' ? set.unknown : text.any);

/** A row and its cells, in the order of the inputs. */
export interface PersonOnFile {
  readonly row: Matrix;
  readonly onFile: readonly (string | null)[] | null;
}

export function valuesOf(
  config: ReasonConfig,
  model: Model,
  { row, onFile }: PersonOnFile,
  inputs: ArrayLike<number>,
): ReasonValue[] {
  return Array.from(inputs, (j) => {
    const feature = model.features[j]!;
    const label = labelOf(config, feature.name);
    const value = shownValue(feature, row.data[j]!);
    const cell = value === null ? null : (onFile?.[j] ?? null);
    return { feature: feature.name, label: label.name, unit: label.unit, value, onFile: cell };
  });
}

/** The label of a feature in the file, or its name with blanks instead of dashes. */
export const labelOf = (config: ReasonConfig, feature: string): FeatureLabel =>
  config.labels.get(feature) ?? { name: feature.replace(/[-_]+/g, ' '), unit: null };
