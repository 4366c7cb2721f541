import type { Opening } from '../../../core/ledger/index.js';

/** A line for the reader: a label, and the value as text. */
export type Row = readonly [label: string, value: string];

/** Labels of the fields that people ask for first, in this order. All others follow under their own names. */
const LABELS: Readonly<Record<string, string>> = {
  decidedAt: 'Decided',
  at: 'Received by the service',
  deployment: 'Deployment',
  outcome: 'Outcome',
  unit: 'Unit',
  score: 'Score',
  cutoff: 'Cutoff',
  route: 'Route',
  version: 'Version of the model',
  subject: 'Subject',
  jurisdiction: 'Jurisdiction',
  id: 'Id of the decision',
};

/** What an outcome of null says. */
const NOT_DECIDED = 'no decision was made';

/**
 * Gives the content of an opening as lines for a reader: the fields of the payload, of the other parts, and those of the entry that the
 * payload leaves out. Bytes that are no JSON object give no lines, because they are shown as they are.
 *
 * @example
 * readableRecord(parseOpening(text)); // [['Decided', '2026-11-22T10:00:00.000Z'], ..., ['attributes: sex', 'Male']]
 */
export function readableRecord({ entry, parts }: Opening): Row[] {
  const fields = new Map<string, string>();
  const { at, cutoff, version } = objectOf(entry);
  collect(fields, '', { at, cutoff: (cutoff as Known)?.value, version: (version as Known)?.digest });
  for (const [name, { content }] of parts) collect(fields, name === 'payload' ? '' : name, objectOf(content));
  const first = Object.keys(LABELS).filter((name) => fields.has(name));
  const others = [...fields.keys()].filter((name) => !Object.hasOwn(LABELS, name));
  return [...first, ...others].map((name) => [LABELS[name] ?? name, fields.get(name)!]);
}

/** The form in which an entry names the cutoff and version in force, where the sender gave none. */
type Known = { readonly value?: unknown; readonly digest?: unknown } | null | undefined;

function collect(fields: Map<string, string>, under: string, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    const path = under === '' ? name : `${under}: ${name}`;
    if (path === 'outcome' && value === null) fields.set(path, NOT_DECIDED);
    // A null says that the value is stored elsewhere, as attributes are in their own vault, or that there is none.
    if (value === null || value === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value)) collect(fields, path, value as Record<string, unknown>);
    else fields.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
