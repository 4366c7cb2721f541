import type { Producers } from '../../producers/index.js';
import type { Counters } from '../api/metrics.js';
import type { DecisionIngest, IngestOptions, IngestResult } from '../api/service-api.js';
import { seenNumber } from '../ingest/commit-extras.js';
import { type IngestDeps, ingest } from '../ingest/ingest.js';
import type { ItemKind } from '../ingest/read-items.js';

export interface IngestionDeps {
  readonly ingest: IngestDeps;
  readonly counters: Counters;
  readonly producers: Producers;
}

/** Takes decisions, and labels and attributes that come later; counts the answers and follows the numbers of producers. */
export class Ingestion implements DecisionIngest {
  readonly #deps: IngestionDeps;

  constructor(deps: IngestionDeps) {
    this.#deps = deps;
  }

  decisions(body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    return this.#ingest('decision', body, options);
  }

  labels(body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    return this.#ingest('label', body, options);
  }

  attributes(body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    return this.#ingest('attributes', body, options);
  }

  async #ingest(kind: ItemKind, body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    const { counters, producers, ingest: deps } = this.#deps;
    try {
      const result = await ingest(deps, kind, body, options);
      if (!result.replayed) counters.answer(result.answer);
      const seen = seenNumber(options, deps.runtime.nowMs());
      if (seen !== null) producers.see(seen);
      return result;
    } catch (cause) {
      counters.refused(cause);
      throw cause;
    }
  }
}
