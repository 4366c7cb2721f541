import type { NeutralAdditive, NeutralTerm } from '../../models/index.js';
import type { Dataset } from '../base/index.js';
import type { CardColumn } from './bin-columns.js';

/** How log-odds become points. */
export interface PointScale {
  /** Points that double the odds of the target 1 to 0. */
  readonly pdo: number;
  /** Points that stand for `odds`. */
  readonly points: number;
  readonly odds: number;
}

/** A card: points of everybody, and of each bin of an input. */
export interface Card {
  readonly scale: PointScale;
  readonly base: number;
  readonly inputs: readonly { readonly column: CardColumn; readonly points: readonly number[] }[];
}

/** Points of one log-odds. */
const perLogOdds = ({ pdo }: PointScale): number => pdo / Math.LN2;

/** Rounds the log-odds of a regression on weights of evidence to whole points. A bin of one class has 0. */
export function makeCard(
  scale: PointScale,
  intercept: number,
  inputs: readonly { readonly column: CardColumn; readonly coefficient: number }[],
): Card {
  const factor = perLogOdds(scale);
  return {
    scale,
    base: whole(scale.points + factor * (intercept - Math.log(scale.odds))),
    inputs: inputs.map(({ column, coefficient }) => ({
      column,
      points: column.evidence.woe.map((woe) => whole(factor * coefficient * (woe ?? 0))),
    })),
  };
}

/** The nearest whole number, never -0. */
const whole = (x: number): number => Math.round(x) + 0;

/** The card as a model: log-odds are points less those of even odds, divided by those of one log-odds. */
export function cardDocument(data: Dataset, { scale, base, inputs }: Card): NeutralAdditive {
  const factor = perLogOdds(scale);
  const terms = inputs.map(({ column, points }): NeutralTerm => {
    const { categories } = data.columns[column.column]!;
    const values = points.slice(0, column.bins).map((point) => point / factor);
    const missing = column.hasMissing ? points[column.bins]! / factor : 0;
    if (categories === undefined) return { feature: column.column, shape: 'steps', cuts: column.cuts, values, missing };
    const unseen = column.rare === null ? 0 : values[column.rare]!;
    return {
      feature: column.column,
      shape: 'categories',
      values: Array.from(column.binOfCode, (bin) => (bin < 0 ? unseen : values[bin]!)),
      unseen,
      missing,
    };
  });
  return {
    kind: 'additive',
    featureNames: data.columns.map(({ name }) => name),
    categories: data.columns.map(({ categories }) => categories ?? null),
    numOutputs: 1,
    link: 'logit',
    intercept: [(base - scale.points) / factor + Math.log(scale.odds)],
    terms,
  };
}

/** Most categories that a line of the card names. */
const NAMED = 20;

/** The card as people read it: one line for each bin, with what the data said of it. */
export function cardTable(data: Dataset, { inputs }: Card): Record<string, unknown>[] {
  return inputs.flatMap(({ column, points }) => {
    const { name, categories } = data.columns[column.column]!;
    return points.map((point, bin) => ({
      input: name,
      ...binWords(column, categories, bin),
      points: point,
      ones: column.ones[bin],
      zeros: column.zeros[bin],
      woe: column.evidence.woe[bin],
      informationValue: column.evidence.informationValues[bin],
    }));
  });
}

function binWords(
  { cuts, binOfCode, rare, bins, hasMissing }: CardColumn,
  categories: readonly string[] | undefined,
  bin: number,
): Record<string, unknown> {
  if (hasMissing && bin === bins) return { missing: true };
  if (categories === undefined) return { from: cuts[bin - 1] ?? null, below: cuts[bin] ?? null };
  const own = categories.filter((_, code) => binOfCode[code] === bin);
  const others = own.length - NAMED;
  return {
    categories: own.slice(0, NAMED),
    ...(others > 0 ? { more: others } : {}),
    ...(rare === bin ? { unseen: true } : {}),
  };
}
