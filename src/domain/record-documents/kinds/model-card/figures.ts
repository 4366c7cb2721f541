import { groupLabel } from '../../../wording/index.js';
import { auditName, type SystemRecords } from '../../records/index.js';

/** A measured value as machine formats hold it; one that is undefined is left out, for none of them can say so. */
export interface Figure {
  readonly metric: string;
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number | null;
  /** The group, in words, and where there are several audits of which it is; null for everybody of the only one. */
  readonly slice: string | null;
  readonly group: Readonly<Record<string, string | null>> | null;
  /** Which audit measured it: its place in the records. */
  readonly audit: number;
}

/** Every defined value of the audits, of all people first and then of each group. */
export function figuresOf({ audits }: SystemRecords): Figure[] {
  return audits.flatMap((record, audit) => {
    const { overall, groups } = record.value;
    const where = audits.length > 1 ? [auditName(record)] : [];
    return [{ attributes: null, metrics: overall.metrics }, ...groups].flatMap(({ attributes, metrics }) =>
      Object.entries(metrics).flatMap(([metric, { estimate, lower, upper, n }]): Figure[] =>
        estimate === null
          ? []
          : [
              {
                ...{ metric, value: estimate, lower, upper, n: n ?? null, audit, group: attributes },
                slice: [...where, ...(attributes === null ? [] : [groupLabel(attributes)])].join(': ') || null,
              },
            ],
      ),
    );
  });
}
