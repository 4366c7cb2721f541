import type { Model } from '../../../models/index.js';
import type { ReasonResult } from '../selection/result.js';

/** Reasons as arrays and numbers, without wording. */
export interface DeveloperView {
  readonly audience: 'developer';
  readonly index: number;
  readonly status: ReasonResult['status'];
  readonly model: { readonly kind: string; readonly format: string; readonly link: string };
  readonly featureNames: readonly string[];
  readonly inputs: readonly number[];
  readonly families: readonly string[];
  /** Raw score lost per family, in the order of `families`. */
  readonly shortfalls: readonly number[];
  readonly rises: readonly (number | null)[];
  readonly prediction: number | null;
  readonly baseValue: number | null;
  readonly additivityError: number | null;
  readonly baselineRows: readonly number[];
  readonly stability: NonNullable<ReasonResult['record']>['stability'];
}

export function developerView(model: Model, result: ReasonResult): DeveloperView {
  const { record } = result;
  const families = Object.keys(record?.shortfalls ?? {});
  const rises = new Map<string, number | null>([
    ...result.reasons.map(({ code, rise }) => [code, rise] as const),
    ...(record?.dropped ?? []).map(({ family, rise }) => [family, rise] as const),
  ]);
  return {
    audience: 'developer',
    index: result.index,
    status: result.status,
    model: { kind: model.kind, format: model.format, link: model.link },
    featureNames: model.featureNames,
    inputs: record?.inputs ?? [],
    families,
    shortfalls: families.map((family) => record!.shortfalls[family]!),
    rises: families.map((family) => rises.get(family) ?? null),
    prediction: record?.prediction ?? null,
    baseValue: record?.baseValue ?? null,
    additivityError: record?.additivityError ?? null,
    baselineRows: record?.baseline.indices ?? [],
    stability: record?.stability ?? null,
  };
}
