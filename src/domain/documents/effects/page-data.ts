import type { EffectsReport } from '../../../core/explain/index.js';

interface DataFile {
  readonly path: string;
  readonly digest: string;
  readonly rows: number;
}

/** Data of a page about the effects of a model. */
export interface EffectsPage {
  readonly model: { readonly kind: string; readonly format: string; readonly digest: string; readonly link: string };
  readonly output: { readonly index: number; readonly of: number };
  readonly scale: 'raw' | 'linked';
  readonly data: DataFile;
  /** People over whom the curves are averaged. */
  readonly people: DataFile;
  /** The column of the groups. */
  readonly by: string | null;
  readonly seed: string;
  /** Labels by which importance was measured; null without labels. */
  readonly label: {
    readonly column: string;
    readonly rows: number;
    readonly excludedRows: number;
    readonly meanLoss: number;
    readonly repeats: number;
  } | null;
  readonly report: EffectsReport;
  /** A value of an input as people write it. */
  readonly shown: (feature: string, value: number) => string;
  readonly isCategory: (feature: string) => boolean;
  readonly tool: { readonly name: string; readonly version: string };
  /** The command that computes the same numbers again. */
  readonly replay: string;
}

export const groupName = (page: Pick<EffectsPage, 'by'>, group: string | null): string =>
  group === null ? 'everybody' : `${page.by} = ${group}`;
