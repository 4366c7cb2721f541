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

/** How the leading input of a family stands against the baseline. */
export function variantOf(model: Model, row: Matrix, baseline: Matrix, input: number): Variant {
  const value = row.data[input]!;
  const { categories } = model.features[input]!;
  if (Number.isNaN(value) || (categories !== undefined && value < 0)) return 'missing';
  if (categories !== undefined) return 'any';
  const others: number[] = [];
  for (let b = 0; b < baseline.rows; b++) {
    const other = baseline.data[b * baseline.columns + input]!;
    if (Number.isFinite(other)) others.push(other);
  }
  const centre = median(others);
  return value > centre ? 'high' : value < centre ? 'low' : 'any';
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
