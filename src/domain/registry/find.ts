import type { RegistrySnapshot } from './ports.js';

/** Kinds of things that are found by their names. */
export const FOUND_KINDS = ['system', 'deployment', 'version'] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

/** What was found of each kind: the first ones, and how many there are. */
export interface FoundNames {
  readonly systems: readonly { readonly id: string }[];
  readonly deployments: readonly { readonly id: string; readonly system: string }[];
  readonly versions: readonly { readonly model: string; readonly digest: string; readonly label: string }[];
  readonly counts: Readonly<Record<FoundKind, number>>;
}

/** What is looked for: a text that stands in a name, and of which kinds; without kinds of all. */
export interface FindQuery {
  readonly q?: string | undefined;
  readonly kind?: FoundKind | undefined;
  /** Only versions of this model. */
  readonly model?: string | undefined;
  /** Most of each kind. */
  readonly limit: number;
}

/**
 * Systems, deployments and versions whose names hold a text, upper and lower case the same: those that are called exactly so first, then
 * those that begin with it. Versions are found by label, model and the beginning of their digest.
 */
export function foundNames(snapshot: RegistrySnapshot, { q = '', kind, model, limit }: FindQuery): FoundNames {
  const text = q.trim().toLowerCase();
  const of = <Row>(wanted: FoundKind, rows: readonly Row[], names: (row: Row) => readonly string[]) =>
    kind === undefined || kind === wanted ? ranked(rows, names, text) : [];
  const systemOf = new Map(snapshot.models.map(({ id, system }) => [id, system]));
  const systems = of('system', snapshot.systems, ({ id }) => [id]);
  const deployments = of('deployment', snapshot.deployments, ({ id }) => [id]);
  const versionsOfModel = snapshot.versions.filter((one) => model === undefined || one.model === model);
  const versions = of('version', versionsOfModel, (one) => [one.label, one.model, one.digest]);
  return {
    systems: systems.slice(0, limit).map(({ id }) => ({ id })),
    deployments: deployments.slice(0, limit).map((one) => ({ id: one.id, system: systemOf.get(one.model) ?? '' })),
    versions: versions.slice(0, limit).map((one) => ({ model: one.model, digest: one.digest, label: one.label })),
    counts: { system: systems.length, deployment: deployments.length, version: versions.length },
  };
}

/** Rows with a name that holds the text, the nearest first; of equal ones the order stays. */
function ranked<Row>(rows: readonly Row[], names: (row: Row) => readonly string[], text: string): readonly Row[] {
  if (text === '') return rows;
  const ranks = rows.flatMap((row) => {
    const rank = Math.min(...names(row).map((name) => rankOf(name.toLowerCase(), text)));
    return rank === NOWHERE ? [] : [{ row, rank }];
  });
  return ranks.toSorted((one, other) => one.rank - other.rank).map(({ row }) => row);
}

const NOWHERE = 3;
const rankOf = (name: string, text: string): number => {
  const at = name.indexOf(text);
  if (at < 0) return NOWHERE;
  return name === text ? 0 : at === 0 ? 1 : 2;
};
