import type { TallySpec } from '../../src/core/fairness/tally/cells.js';
import { type TallyRow, tallyRows } from '../../src/core/fairness/tally/tally.js';
import type { Tally } from '../../src/core/fairness/tally/types.js';
import { sharedCsv, sharedJson } from './shared.js';

/** The audit files of `shared/reference/fairness`, with the rows that they were computed on. */
const ROWS_OF: Record<string, string> = {
  'compas-all': 'predictions-compas.csv',
  'compas-filtered': 'predictions-compas.csv',
  'compas-lr': 'predictions-compas-lr.csv',
  'adult-lr': 'predictions-adult-lr.csv.gz',
  'adult-gbdt': 'predictions-adult-gbdt.csv.gz',
  'german-lr': 'predictions-german-lr.csv',
  'credit-default-gbdt': 'predictions-credit-default-gbdt.csv.gz',
  'law-school-lr': 'predictions-law-school-lr.csv.gz',
  'hmda-boston-lr': 'predictions-hmda-boston-lr.csv',
  'acs-income-gbdt': 'predictions-acs-income-gbdt.csv.gz',
  ricci: 'ricci.csv',
};

export const AUDITS: readonly string[] = Object.keys(ROWS_OF);

type Numbers = Record<string, number | null>;

export interface ReferenceAttribute {
  readonly columns: string[];
  readonly reference_group_largest: string;
  readonly groups: Record<string, Numbers>;
  readonly fairlearn: Record<string, unknown>;
  readonly tests: Record<string, { versus_reference: Record<string, Record<string, unknown>> }>;
  readonly adverse_impact: { favourable: string; highest_rate_group: string; groups: Record<string, Numbers> };
  readonly score_smd_vs_reference: Record<string, Record<string, unknown>> | null;
  readonly calibration_by_equal_width_bins_10: Record<
    string,
    { bin: number; n: number; mean_score: number | null; observed: number | null }[]
  > | null;
  readonly entropy: Record<string, number | string | null>;
}

export interface ReferenceAudit {
  readonly favourable_prediction: 0 | 1;
  readonly overall: Numbers;
  readonly attributes: Record<string, ReferenceAttribute>;
}

export const referenceAudit = (name: string): ReferenceAudit => sharedJson(`reference/fairness/${name}.json`);

type Row = Record<string, string>;

function readRow(name: string, row: Row): { label: number; prediction: number; score: number } {
  if (name === 'ricci') {
    const promoted = Number(row.Promoted === '1');
    return { label: promoted, prediction: promoted, score: Number(row.Combine) / 100 };
  }
  return { label: Number(row.y_true), prediction: Number(row.y_pred), score: Number(row.score) };
}

/** Column of an attribute in the file of rows: ricci writes its own in capitals. */
const columnOf = (name: string, attribute: string): string =>
  name === 'ricci' ? attribute[0]!.toUpperCase() + attribute.slice(1) : attribute;

/** Rows of a file of predictions as the tally wants them. */
export function referenceRows(name: string, attributes: readonly string[]): TallyRow[] {
  const rows = sharedCsv(`data/${ROWS_OF[name]}`);
  const kept = name === 'compas-filtered' ? rows.filter((row) => row.in_filtered === '1') : rows;
  return kept.map((row) => {
    const { label, prediction, score } = readRow(name, row);
    return {
      values: attributes.map((attribute) => row[columnOf(name, attribute)] || null),
      label: label as 0 | 1,
      prediction: prediction as 0 | 1,
      score,
      weight: 1,
    };
  });
}

/** Attributes of an audit file that stand alone. */
export function attributesOf(audit: ReferenceAudit): string[] {
  return [...new Set(Object.values(audit.attributes).flatMap((attribute) => attribute.columns))];
}

const tallyByName = new Map<string, Tally>();

/** The tally that an audit file was computed on, with distinct scores; made once. */
export function referenceTally(name: string): Tally {
  const tally = tallyByName.get(name) ?? makeTally(name);
  tallyByName.set(name, tally);
  return tally;
}

function makeTally(name: string): Tally {
  const attributes = attributesOf(referenceAudit(name));
  const spec: TallySpec = {
    policyDigest: '',
    attributes,
    weightKind: 'none',
    score: { kind: 'distinct' },
    scoreScale: 1,
  };
  return tallyRows(spec, referenceRows(name, attributes));
}
