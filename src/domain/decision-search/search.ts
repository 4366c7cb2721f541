import { canonicalJson } from '../../core/base/canonical-json.js';
import { printUuid } from '../../core/base/uuid.js';
import type { Reader } from '../decisions/api/index.js';
import { type DecisionHistory, readAuditRows } from '../decisions/history/index.js';
import type { Log } from '../log/api/index.js';
import type { OpenedBatch } from '../log/seal/index.js';
import { MAX_AHEAD_MS } from '../records/index.js';
import { decisionsSearched } from './events/index.js';
import { type Candidate, candidatesIn, type DecisionFilter, type FoundDecision, isOfGroup } from './filter.js';
import { type SearchPlace, walkDown } from './walk.js';

/** Records of opened batches, of any kind, after which an answer is given, a few tenths of a second of work on one core; the search goes on from there. */
const MOST_OPENED = 20_000;

const NONE: ReadonlySet<number> = new Set();

export interface SearchRequest {
  readonly filter: DecisionFilter;
  /** Where an earlier answer stopped; null to begin with the newest. */
  readonly before: SearchPlace | null;
  /** Most decisions of the answer. */
  readonly limit: number;
}

/** What a search found, the newest entries first. It stops after so many decisions or records, whichever comes first. */
export interface SearchAnswer {
  readonly decisions: readonly FoundDecision[];
  /** Records that were looked at for this answer. */
  readonly looked: number;
  /** Erased decisions among them of the deployment and version that were asked for: nobody can tell whether they fit the rest. */
  readonly erased: number;
  /**
   * No decision that fits and was made after this is left out, ms since 1970: what was not looked at and may fit was received earlier, and no record is taken that lies
   * further ahead. Null where that would be none yet.
   */
  readonly backToMs: number | null;
  /** Where to go on; null where nothing older can fit. */
  readonly next: SearchPlace | null;
  /** Different subjects among the decisions of this answer. */
  readonly people: number;
  /** Whether the filter leads to one single person, of all that is recorded; null while that is open. */
  readonly isOnePerson: boolean | null;
}

export interface SearchDeps {
  readonly history: Pick<DecisionHistory, 'opened' | 'nextSeq' | 'placesOf' | 'refsOf' | 'segments' | 'repeats'>;
  readonly log: Pick<Log, 'record'>;
  /** Keyed tag of a subject, by which the log of reads names one, and other values that a person can be known by. */
  readonly subjectTag: (subject: string) => Uint8Array;
  readonly nowMs: () => number;
}

/** Finds recorded decisions by what they say. Who searched, by what, and what was shown stands in the log of reads. */
export class DecisionSearch {
  readonly #deps: SearchDeps;

  constructor(deps: SearchDeps) {
    this.#deps = deps;
  }

  async search({ filter, before, limit }: SearchRequest, reader: Reader): Promise<SearchAnswer> {
    const found: FoundDecision[] = [];
    let [looked, erased, openedRecords] = [0, 0, 0];
    let backToMs: number | null = null;
    let next: SearchPlace | null = null;
    for await (const { opened, positions } of walkDown(this.#deps.history, filter, before)) {
      const { seq, firstIndex, n, receivedAtMs } = opened.batch;
      const repeats = positions?.length === 0 ? NONE : await this.#repeatsIn(firstIndex, n);
      const candidates = candidatesIn(opened, filter, { positions, repeats });
      const { fitting, openedFor } = await this.#ofGroup(candidates.fitting, filter);
      // A batch of which not all that fits is shown is looked at again, from the last one that is: what stands before it counts then.
      const last = fitting[limit - found.length - 1];
      const from = last?.position ?? 0;
      const countOf = (some: readonly number[]): number => some.filter((position) => position >= from).length;
      looked += positions === null ? n - from : countOf(positions);
      erased += countOf(candidates.erased);
      [backToMs, openedRecords] = [receivedAtMs + MAX_AHEAD_MS, openedRecords + n + openedFor];
      found.push(...fitting.filter(({ position }) => position >= from).map((one) => one.found));
      if (last !== undefined) next = { seq, position: from };
      else if (openedRecords >= MOST_OPENED) next = { seq, position: 0 };
      if (next !== null) break;
    }
    await this.#note(filter, found, reader);
    if (backToMs !== null && backToMs > this.#deps.nowMs()) backToMs = null;
    const people = new Set(found.map(({ subject }) => subject)).size;
    const isOnePerson = people > 1 ? false : next === null && before === null ? people === 1 : null;
    return { decisions: found, looked, erased, backToMs, next, people, isOnePerson };
  }

  async #repeatsIn(firstIndex: number, n: number): Promise<ReadonlySet<number>> {
    const { repeats } = this.#deps.history;
    const counts = repeats?.counts;
    if (repeats === null || counts === undefined || counts.same + counts.other + counts.unknown === 0) return NONE;
    return new Set((await repeats.between(firstIndex, firstIndex + n)).map(({ index }) => index));
  }

  /** Those of the group, with what was said of their attributes later, and how many records were opened for that. */
  async #ofGroup(
    candidates: readonly Candidate[],
    { group }: DecisionFilter,
  ): Promise<{ readonly fitting: readonly Candidate[]; readonly openedFor: number }> {
    if (group === undefined || candidates.length === 0) return { fitting: candidates, openedFor: 0 };
    const { said, opened } = await this.#laterAttributes(candidates.map(({ id }) => id));
    const fitting = candidates.filter(({ found, attributes }) =>
      isOfGroup(Object.assign({}, attributes, ...(said.get(found.id) ?? [])), group),
    );
    return { fitting, openedFor: opened };
  }

  /** What was said of attributes after their decision, in the order of the log, by its id. */
  async #laterAttributes(ids: readonly Uint8Array[]) {
    const { history } = this.#deps;
    const wanted = new Set(ids.map(printUuid));
    const refs = (await history.refsOf(ids)).filter(({ kind }) => kind === 'attributes');
    const said = new Map<string, Record<string, string | null>[]>();
    let records = 0;
    for (const seq of [...new Set(refs.map((ref) => ref.seq))].sort((a, b) => a - b)) {
      const [opened] = (await history.opened(seq, 1)) as [OpenedBatch?];
      if (opened === undefined) continue;
      records += opened.batch.n;
      for (const { id, attributes } of readAuditRows(opened, Number.POSITIVE_INFINITY).late) {
        if (!wanted.has(id)) continue;
        const earlier = said.get(id);
        if (earlier === undefined) said.set(id, [attributes]);
        else earlier.push(attributes);
      }
    }
    return { said, opened: records };
  }

  async #note(filter: DecisionFilter, found: readonly FoundDecision[], { actor, purpose }: Reader): Promise<void> {
    const { log, subjectTag } = this.#deps;
    const { subject, outcome, route, stage, group, ...rest } = filter;
    // No erasure reaches the log of reads: what it destroys of a decision does not stand there beside its id.
    const tagOf = (text: string): string => printUuid(subjectTag(text));
    const tagsOf = (said: object): Record<string, string> =>
      Object.fromEntries(
        Object.entries(said).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, tagOf(canonicalJson(value))]],
        ),
      );
    const tags = {
      ...(subject === undefined ? {} : { subject: tagOf(subject) }),
      ...tagsOf({ outcome, route, stage }),
      ...(group === undefined ? {} : { group: tagsOf(group) }),
    };
    await log.record(
      decisionsSearched({
        ...{ actor, purpose, filter: canonicalJson({ ...rest, ...tags }), attributes: filter.group !== undefined },
        found: found.map(({ id }) => id),
      }),
    );
  }
}
