import { type CaseRecord, type Excluded, excludedAfter } from '../../../core/oversight/index.js';
import type { StoredCase } from '../model/index.js';
import type { CaseStore } from '../ports/index.js';

/** A case with everybody whom the other cases about its decision keep from it as well: whoever has read one of them reads no other one blind. */
export const withKeptFrom = (record: CaseRecord, about: readonly StoredCase[]): CaseRecord => ({
  ...record,
  excluded: keptFrom(
    record.excluded,
    about.filter((one) => one.record.id !== record.id),
  ),
});

/** These people and those whom cases about the decision keep from it, or who have read one, each once. */
export const keptFrom = (excluded: readonly Excluded[], about: readonly StoredCase[]): Excluded[] => [
  ...new Map(
    [...excluded, ...about.flatMap(({ record }) => excludedAfter(record))].map((one) => [`${one.why} ${one.who}`, one]),
  ).values(),
];

/** Mends the names by which these cases are found; gives the cases of which they were others. */
export async function mendNames(
  cases: Pick<CaseStore, 'exclude'>,
  about: readonly StoredCase[],
): Promise<readonly string[]> {
  const mended: string[] = [];
  for (const { record } of about) if (await cases.exclude(record)) mended.push(record.id);
  return mended;
}
