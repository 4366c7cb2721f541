import type { Counters } from '../api/metrics.js';
import type { DecisionIngest, IngestOptions, IngestResult } from '../api/service-api.js';
import { type IngestTools, ingest } from '../ingest/ingest.js';
import { seenNumber } from '../ingest/kept-with.js';
import type { ItemKind } from '../ingest/read-items.js';
import type { Producers } from '../producers/producers.js';

export interface IngestionTools {
  readonly ingest: IngestTools;
  readonly counters: Counters;
  readonly producers: Producers;
}

/** Takes decisions and what is said about them later, counts the answers and follows the numbers of producers. */
export class Ingestion implements DecisionIngest {
  readonly #tools: IngestionTools;

  constructor(tools: IngestionTools) {
    this.#tools = tools;
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
    const { counters, producers, ingest: tools } = this.#tools;
    try {
      const result = await ingest(tools, kind, body, options);
      if (!result.replayed) counters.answer(result.answer);
      const seen = seenNumber(options, tools.machine.nowMs());
      if (seen !== null) producers.see(seen);
      return result;
    } catch (cause) {
      counters.refused(cause);
      throw cause;
    }
  }
}
