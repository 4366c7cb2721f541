import { defineReason, type Reason } from '../../core/base/reasons.js';
import { type Acts, defineAct } from '../acts/index.js';
import { type SEARCH_ANSWERS, searchRecordEvents, searchRecorded } from './events/index.js';

const recordSearch = defineAct('search.record', { enters: searchRecordEvents });

/** The acts that enter searches. */
export const searchRecordActs = [recordSearch] as const;

const unknownSystem = defineReason(
  'search.unknown-system',
  'NOT_FOUND',
  'No system of this name is registered, so a search cannot be about it.',
);

/** Reasons for which a search is not entered. */
export const searchRecordReasons: readonly Reason[] = [unknownSystem];

/** A search as it is entered: the service holds neither the candidates nor the data, only what proves them. */
export interface RecordedSearch {
  /** Digest of the record: of every candidate that was tried. */
  readonly record: string;
  /** Digest of the bytes of `search.json`. */
  readonly result: string;
  readonly policy: string;
  readonly data: string;
  readonly requirement: string;
  readonly answer: (typeof SEARCH_ANSWERS)[number];
  readonly candidates: number;
  /** Digest of the model that all were compared with. */
  readonly reference: string;
  /** Digest of the chosen one; null where none was. */
  readonly chosen: string | null;
  /** The registered system that it is about; null where none is named. */
  readonly system: string | null;
}

export interface SearchRecordDeps {
  readonly systems: () => Promise<readonly { readonly id: string }[]>;
  readonly acts: Acts<object>;
}

/**
 * Enters a search: one act, one entry, one transaction. Whoever has the result can show since when it has been what it is.
 *
 * @returns the id of the entry
 * @throws TribuneError NOT_FOUND for a system that is not registered
 */
export async function enterSearch(
  { systems, acts }: SearchRecordDeps,
  search: RecordedSearch,
  by: string,
): Promise<string> {
  if (search.system !== null && !(await systems()).some(({ id }) => id === search.system))
    throw unknownSystem(`no system "${search.system}" is registered`, {
      remedy: 'Name one that is, or none: tribune admin apply registers systems.',
    });
  const id = acts.newId();
  await acts.run(recordSearch, async (tx) => tx.enter(searchRecorded({ by, ...search }), id));
  return id;
}
