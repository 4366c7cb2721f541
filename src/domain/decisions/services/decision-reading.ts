import type { Log } from '../../log/api/index.js';
import type { LogEngine } from '../../log/engine/index.js';
import type { DecisionLog, IntegrityEvent, Runtime } from '../../log/ports/index.js';
import { type BatchReader, type DrawSpan, drawIds } from '../../log/read/index.js';
import { derivedKey } from '../../log/seal/index.js';
import type { TagPlace } from '../../tag-index/index.js';
import type {
  DecisionReading,
  DecisionView,
  OpeningAnswer,
  Reader,
  ReceiptAnswer,
  Visibility,
} from '../api/service-api.js';
import { decisionRead, openingRead } from '../events/index.js';
import { demandAbout, recordAbout } from '../read/about.js';
import { openingOf } from '../read/opening.js';
import { viewDecision } from '../read/view.js';
import type { Repeats } from '../repeats/repeats.js';
import { logRead } from './log-read.js';
import { idBytes, type Lookup } from './lookup.js';

export interface ReadingDeps {
  readonly runtime: Runtime;
  readonly log: Pick<Log, 'record'>;
  readonly engine: Pick<LogEngine, 'receipt'>;
  readonly lookup: Lookup;
  readonly decisions: Pick<DecisionLog, 'integrityEvents' | 'idsSince' | 'columnsOf'>;
  readonly repeats: Repeats | null;
  readonly indexKey: Uint8Array;
}

const LEAF_BYTES = 32;
const NOTHING_LATER = { labels: [], attributes: [] };
const PAYLOAD_ALONE: Visibility = { payload: true, attributes: false };

/** Shows decisions, their receipts and their openings. */
export class Reading implements DecisionReading {
  readonly #deps: ReadingDeps;

  constructor(deps: ReadingDeps) {
    this.#deps = deps;
  }

  async decision(id: string, visible: Visibility, reader: Reader): Promise<DecisionView | null> {
    const { lookup, log } = this.#deps;
    const found = await this.#find(id);
    if (found === null) return null;
    const { bytes, place, batches } = found;
    await logRead(log, { type: decisionRead, of: id, visible, reader });
    return viewDecision({ log: 'main', batches }, { place, later: await lookup.later(bytes) }, visible);
  }

  async receipt(id: string): Promise<ReceiptAnswer> {
    const found = await this.#find(id);
    if (found === null) return { status: 'unknown' };
    const { batches, place } = found;
    const { firstIndex, leaves } = (await batches.record(place.seq, place.position)).batch;
    const leaf = Uint8Array.of(1, ...leaves.subarray(place.position * LEAF_BYTES, (place.position + 1) * LEAF_BYTES));
    const text = await this.#deps.engine.receipt(firstIndex + place.position, leaf);
    return text === null ? { status: 'pending' } : { status: 'ready', text };
  }

  async opening(id: string, visible: Visibility, reader: Reader): Promise<OpeningAnswer> {
    const { log, runtime } = this.#deps;
    const found = await this.#find(id);
    if (found === null) return { status: 'unknown' };
    await logRead(log, { type: openingRead, of: id, visible, reader });
    const { batches, place } = found;
    return openingOf(runtime, { ...(await batches.record(place.seq, place.position)), place }, visible);
  }

  async material(id: string) {
    const found = await this.#find(id);
    return found === null ? null : this.#materialAt(found.bytes, found);
  }

  async *materials(ids: readonly string[], { attributes }: Pick<Visibility, 'attributes'> = PAYLOAD_ALONE) {
    const known = ids.flatMap((id) => {
      const bytes = idBytes(id);
      return bytes === null ? [] : [{ id, bytes }];
    });
    for await (const { batches, found } of this.#deps.lookup.located(known.map(({ bytes }) => bytes))) {
      yield found.map(({ at, place }) => {
        const { id, bytes } = known[at]!;
        const open = async () => {
          // Several records are read faster from the whole batch than each alone.
          if (found.length > 1) await batches.opened(place.seq);
          return this.#materialAt(bytes, { place, batches, attributes });
        };
        return { id, open };
      });
    }
  }

  async #materialAt(
    id: Uint8Array,
    {
      place,
      batches,
      attributes = false,
    }: { readonly place: TagPlace; readonly batches: BatchReader; readonly attributes?: boolean },
  ) {
    const { runtime, indexKey, lookup } = this.#deps;
    const { record } = await recordAbout(batches, place, { id, kind: 'decision' });
    const later = attributes ? { ...NOTHING_LATER, attributes: (await lookup.later(id)).attributes } : NOTHING_LATER;
    const view = await viewDecision({ log: 'main', batches }, { place, later }, { payload: true, attributes });
    return { view, key: record && derivedKey(runtime, indexKey, record) };
  }

  drawn(span: DrawSpan) {
    return drawIds(this.#deps, span);
  }

  async integrityEvents(limit: number): Promise<readonly IntegrityEvent[]> {
    const { decisions, repeats } = this.#deps;
    const events = await decisions.integrityEvents('main', limit);
    const late = (await repeats?.events(limit)) ?? [];
    return [...events, ...late].sort((a, b) => b.detectedAtMs - a.detectedAtMs).slice(0, limit);
  }

  /** Finds the place of the decision with an id, in a batch that is not opened yet; null when there is none. */
  async #find(id: string) {
    const { lookup } = this.#deps;
    const bytes = idBytes(id);
    const batches = lookup.batches();
    const place: TagPlace | null = bytes === null ? null : await lookup.locate(bytes, batches);
    if (bytes === null || place === null) return null;
    demandAbout({ batch: await batches.stored(place.seq) }, place, { id: bytes, kind: 'decision' });
    return { bytes, place, batches };
  }
}
