import { HOUR_MS } from '../../../core/base/durations.js';
import { printUuid } from '../../../core/base/uuid.js';
import { defineFollower, type Follower, type Followers } from '../../followers/index.js';
import type { RowCheck } from '../../log/check/index.js';
import type { DecisionLog, IntegrityEvent, Runtime } from '../../log/ports/index.js';
import { changed } from '../../log/publish/index.js';
import { BatchReader } from '../../log/read/index.js';
import { idAt, type OpenDeps, type OpenedBatch, openedRecord } from '../../log/seal/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';
import { type SameTag, sameTags } from '../../tag-index/index.js';
import type { FollowingStores } from '../ports/index.js';
import type { LateRepeat, RepeatStore } from '../ports/repeats.js';
import { auditPlaceAt } from '../read/audit-row.js';
import { storedContent } from '../read/stored-content.js';

export interface RepeatDeps extends OpenDeps {
  readonly decisions: DecisionLog;
  readonly tags: TagIndex;
  readonly store: RepeatStore;
  readonly followers: Pick<Followers, 'reach' | 'place'>;
}

const NAME = 'repeats';

/**
 * Greatest number of entries looked at in one pass over the index. If all of them were repeats, their pairs of places would take some 100
 * MB.
 */
const ENTRIES_A_PASS = 1_000_000;
/** Number of repeats whose batches are held open at the same time. */
const PAIRS_AT_ONCE = 500;

/**
 * Finds ids that came again beyond the window, within which every repeat is found at once (by the contract they become integrity events
 * when segments are sealed). The search is exact: the tag index has every id of all time under a 64-bit tag, and where tags are equal the
 * ids are compared in the batches.
 */
export class Repeats {
  readonly #deps: RepeatDeps;
  #counts = { same: 0, other: 0, unknown: 0 };

  constructor(deps: RepeatDeps) {
    this.#deps = deps;
  }

  /**
   * Declares the follower that looks for repeats every hour, and when `findUpTo` is called. It does not do so after every commit because
   * every pass reads the whole index of ids.
   */
  follower(): Follower<FollowingStores> {
    return defineFollower({
      name: NAME,
      log: 'main',
      from: 'beginning',
      wants: 'places',
      pace: { everyMs: HOUR_MS },
      mostEntries: ENTRIES_A_PASS,
      take: async ({ from, to }) => {
        const found = await this.#look({ fromSeq: from.seq, toSeq: to.seq - 1 });
        return {
          write: async ({ repeats }) => repeats?.keep(found),
          committed: () => {
            for (const { content } of found) this.#counts[content] += 1;
          },
        };
      },
    });
  }

  /** Looks for repeats among the entries since the last pass, up to a size of the log. */
  findUpTo(size: number): Promise<void> {
    return this.#deps.followers.reach(NAME, size);
  }

  /** Gives the entries from `first` to before `end` that repeat an earlier one. */
  between(first: number, end: number): Promise<LateRepeat[]> {
    return this.#deps.store.between(first, end);
  }

  /** Gives the first record under an id that came again; null for every other id. */
  async firstOf(id: Uint8Array): Promise<TagPlace | null> {
    const { same, other, unknown } = this.#counts;
    if (same + other + unknown === 0) return null;
    const index = await this.#deps.store.firstOf(id);
    const batch = index === null ? null : await this.#deps.decisions.readAt('main', index);
    return batch === null || index === null ? null : { seq: batch.seq, position: index - batch.firstIndex };
  }

  /** Gives repeats as integrity events, newest first. The repeated record itself is in the log, so no digest of it is stored. */
  async events(limit: number): Promise<IntegrityEvent[]> {
    return (await this.#deps.store.newest(limit)).map(eventOf);
  }

  /** Gives the integrity events of repeats about some decisions. */
  async eventsOf(decisions: readonly Uint8Array[]): Promise<IntegrityEvent[]> {
    const { same, other, unknown } = this.#counts;
    if (same + other + unknown === 0) return [];
    return (await this.#deps.store.about(decisions)).map(eventOf);
  }

  /** Number of repeats found so far, by whether the record says the same as the first one. */
  get counts(): Readonly<Record<LateRepeat['content'], number>> {
    return this.#counts;
  }

  /** Compares the stored repeats with the entries, at the end of a walk over the log. */
  check(): RowCheck {
    return {
      see: async () => undefined,
      finish: () => this.#check(),
    };
  }

  async #check(): Promise<void> {
    const { store, decisions, followers } = this.#deps;
    const [checkedTo, { size }] = [(await followers.place(NAME))?.size ?? 0, await decisions.size('main')];
    if (checkedTo > size) throw changed(`repeats were looked for in ${checkedTo} entries, but log main has ${size}`);
    for (let from = 0; from < checkedTo; from += ENTRIES_A_PASS) {
      const to = Math.min(checkedTo, from + ENTRIES_A_PASS);
      const [first, last] = [await decisions.readAt('main', from), await decisions.readAt('main', to - 1)];
      if (first === null || last === null) throw changed(`entry ${from} of log main is missing from the database`);
      const again = (await this.#look({ fromSeq: first.seq, toSeq: last.seq })).filter(
        ({ index }) => index >= from && index < to,
      );
      const kept = await store.between(from, to);
      const byIndex = new Map(again.map((one) => [one.index, one]));
      const isSame = kept.length === again.length && kept.every((one) => isAsFound(one, byIndex.get(one.index)));
      if (!isSame)
        throw changed(`the repeats kept of entries ${from} to ${to - 1} of log main are not those that are there`);
    }
  }

  async open(): Promise<void> {
    this.#counts = { ...(await this.#deps.store.counts()) };
  }

  async #look(fresh: { fromSeq: number; toSeq: number }): Promise<LateRepeat[]> {
    const pairs: SameTag[] = [];
    for await (const runs of this.#deps.tags.idBuckets()) pairs.push(...sameTags(runs, fresh));
    const byLater = [...groupByLater(pairs).values()].sort((a, b) => inLog(a.later, b.later));
    const found: LateRepeat[] = [];
    for (let i = 0; i < byLater.length; i += PAIRS_AT_ONCE) {
      const batches = new BatchReader(this.#deps, 'main');
      for (const one of byLater.slice(i, i + PAIRS_AT_ONCE)) {
        const repeat = await this.#verify(batches, one);
        if (repeat !== null) found.push(repeat);
      }
    }
    return found;
  }

  /** Finds the first candidate that really has the id of the later record; null when none has, as different ids can have the same tag. */
  async #verify(batches: BatchReader, { later, candidates }: Candidates): Promise<LateRepeat | null> {
    const repeat = await batches.opened(later.seq);
    const id = printUuid(idAt(repeat.batch, later.position));
    for (const { seq, position } of candidates.sort(inLog)) {
      const stored = await batches.stored(seq);
      if (printUuid(idAt(stored, position)) !== id) continue;
      const first = await batches.opened(seq);
      return {
        index: repeat.batch.firstIndex + later.position,
        firstIndex: stored.firstIndex + position,
        decision: idAt(repeat.batch, later.position).slice(),
        content: this.#compare({ opened: first, position }, { opened: repeat, position: later.position }),
        detectedAtMs: this.#deps.runtime.nowMs(),
        ...auditPlaceAt(repeat, later.position),
      };
    }
    return null;
  }

  /** Compares the contents of two records; `unknown` when one was erased, as nothing is left of it to compare. */
  #compare(first: OpenedPlace, repeat: OpenedPlace): LateRepeat['content'] {
    const [a, b] = [first, repeat].map(({ opened, position }) => contentOf(this.#deps.runtime, opened, position));
    if (a === null || b === null) return 'unknown';
    return a === b ? 'same' : 'other';
  }
}

const eventOf = ({ index, firstIndex, decision, content, detectedAtMs }: LateRepeat): IntegrityEvent => ({
  log: 'main',
  type: 'late-repeat',
  detectedAtMs,
  decision,
  firstIndex,
  index,
  content,
  otherDigest: new Uint8Array(),
  source: '',
});

/** Whether a stored repeat is the one that the entries show. A comparison made before one of the two was erased stays known. */
function isAsFound(kept: LateRepeat, again: LateRepeat | undefined): boolean {
  if (again === undefined || printUuid(kept.decision) !== printUuid(again.decision)) return false;
  const isSameContent = kept.content === again.content || again.content === 'unknown';
  const isSamePlace = kept.firstIndex === again.firstIndex && kept.deployment === again.deployment;
  return isSameContent && isSamePlace && kept.hourMs === again.hourMs;
}

interface OpenedPlace {
  readonly opened: OpenedBatch;
  readonly position: number;
}

interface Candidates {
  readonly later: TagPlace;
  readonly candidates: TagPlace[];
}

const inLog = (a: TagPlace, b: TagPlace): number => a.seq - b.seq || a.position - b.position;

function groupByLater(pairs: readonly SameTag[]): Map<string, Candidates> {
  const groups = new Map<string, Candidates>();
  for (const { earlier, later } of pairs) {
    const name = `${later.seq}/${later.position}`;
    const group = groups.get(name) ?? { later, candidates: [] };
    group.candidates.push(earlier);
    groups.set(name, group);
  }
  return groups;
}

function contentOf(runtime: Runtime, opened: OpenedBatch, position: number): string | null {
  const record = openedRecord(runtime, opened, position);
  return record === null ? null : storedContent(record, idAt(opened.batch, position));
}
