import type { Followers } from '../../followers/index.js';
import { type RowCheck, readForCheck } from '../../log/check/index.js';
import type { LogName } from '../../log/ports/index.js';
import { type OpenDeps, type OpenedBatch, subjectTag, TAG_BYTES } from '../../log/seal/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { TagIndex } from '../../tag-index/index.js';
import { isErasedIn } from '../../tag-index/index.js';
import { DerivedCheck } from '../check/derived.js';
import { RefsCheck } from '../check/refs.js';
import { StateCheck } from '../check/state.js';
import type { DecisionStores } from '../ports/index.js';
import { subjectsOf } from '../read/subjects.js';
import type { Repeats } from '../repeats/repeats.js';
import type { Erasures } from '../subjects/erasures.js';
import type { Lookup } from './lookup.js';

export interface RowCheckDeps extends OpenDeps {
  readonly stores: Pick<
    DecisionStores,
    'decisions' | 'erasures' | 'ledger' | 'outbox' | 'keyring' | 'producers' | 'derived'
  >;
  readonly registry: Pick<RegistryStore, 'load'>;
  readonly lookup: Lookup;
  readonly tags: TagIndex;
  readonly erasures: Erasures;
  readonly repeats: Repeats | null;
  readonly followers: Pick<Followers, 'check'>;
}

/** Gives the checks of the rows that are derived from the entries of a log, and of the state that the entries tell of. */
export async function rowChecks(log: LogName, deps: RowCheckDeps): Promise<RowCheck[]> {
  const refs = new RefsCheck(deps.stores.decisions, log);
  const places = deps.followers.check(log);
  return log === 'main' ? [refs, places, ...(await mainChecks(deps))] : [refs, places];
}

async function mainChecks(deps: RowCheckDeps): Promise<RowCheck[]> {
  const { runtime, pages, registry, lookup, tags, erasures, repeats } = deps;
  const { decisions, erasures: erasureStore, ledger, outbox, keyring, producers, derived } = deps.stores;
  const tagCheck = await tags.startCheck({
    subjectTags: (opened) => subjectTags(opened, deps, keyring.indexKey()),
    isErasedNow: async ({ seq, position }) => isErasedIn(await lookup.batches().opened(seq), position),
  });
  const stores = { decisions, erasures: erasureStore, ledger, outbox };
  const state = new StateCheck({ runtime, pages, stores, registry, erasures });
  const numbers: RowCheck = {
    see: async () => undefined,
    finish: async () => void (await readForCheck(async () => producers?.load())),
  };
  const made = derived && new DerivedCheck({ derived, isErased: (id) => isErasedNow(lookup, id) });
  return [
    tagCheck,
    state,
    numbers,
    ...(repeats === null ? [] : [repeats.check()]),
    ...(made === undefined ? [] : [made]),
  ];
}

/** Whether the record of an id is erased; one that is not there at all is not. */
async function isErasedNow(lookup: Lookup, id: Uint8Array): Promise<boolean> {
  const batches = lookup.batches();
  const place = await lookup.locate(id, batches);
  return place !== null && isErasedIn(await batches.opened(place.seq), place.position);
}

function subjectTags(opened: OpenedBatch, { runtime }: OpenDeps, indexKey: Uint8Array): Uint8Array {
  const tags = new Uint8Array(opened.batch.n * TAG_BYTES);
  subjectsOf(opened).forEach((subject, i) => {
    if (subject !== '') tags.set(subjectTag(runtime, indexKey, subject), i * TAG_BYTES);
  });
  return tags;
}
