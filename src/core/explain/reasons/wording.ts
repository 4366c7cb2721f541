import type { Matrix, Model } from '../../models/index.js';
import { median } from '../recourse/scales.js';
import { shownValue } from '../recourse/table.js';
import type { Label, ReasonConfig } from './config.js';
import type { ReasonText } from './texts/reason-texts.js';

export type Variant = 'any' | 'high' | 'low' | 'missing';

/** A value of the person behind a reason. */
export interface ReasonValue {
  readonly feature: string;
  readonly label: string;
  readonly unit: string | null;
  /** Null: missing. */
  readonly value: number | string | null;
}

/**
 * Which sentence is true of the leading input of a family. `high` needs both: the value is above the baseline's median, and it is
 * the lower values of the baseline that would have raised the score. Where the two disagree the sentence names no direction.
 *
 * @param rises what the value of every baseline row, put in place of the person's, adds to the signed score
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
  if (Number.isNaN(value) || (categories !== undefined && value < 0)) return 'missing';
  if (categories !== undefined) return 'any';
  const others: number[] = [];
  let [fromLower, fromHigher] = [0, 0];
  rises.forEach((rise, b) => {
    const other = baseline.data[b * baseline.columns + input]!;
    if (!Number.isFinite(other)) return;
    others.push(other);
    if (other < value) fromLower += rise;
    if (other > value) fromHigher += rise;
  });
  const centre = median(others);
  if (value > centre && fromLower > Math.max(0, fromHigher)) return 'high';
  return value < centre && fromHigher > Math.max(0, fromLower) ? 'low' : 'any';
}

export const sentenceOf = (text: ReasonText, variant: Variant): string => text[variant] ?? text.any;

export function valuesOf(config: ReasonConfig, model: Model, row: Matrix, inputs: ArrayLike<number>): ReasonValue[] {
  return Array.from(inputs, (j) => {
    const feature = model.features[j]!;
    const label = labelOf(config, feature.name);
    return { feature: feature.name, label: label.name, unit: label.unit, value: shownValue(feature, row.data[j]!) };
  });
}

/** The label of the file, or the name of the feature with its dashes as blanks. */
export const labelOf = (config: ReasonConfig, feature: string): Label =>
  config.labels.get(feature) ?? { name: feature.replace(/[-_]+/g, ' '), unit: null };
