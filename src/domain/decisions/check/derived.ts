import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { type RowCheck, readForCheck } from '../../log/check/index.js';
import type { DerivedStore, MakingEntry } from '../../log/ports/index.js';
import { changed } from '../../log/publish/index.js';
import type { OpenedBatch } from '../../log/seal/index.js';

export interface DerivedCheckDeps {
  readonly derived: DerivedStore;
  /** Whether the record of an id is erased now; what was made of it is gone then. */
  readonly isErased: (id: Uint8Array) => Promise<boolean>;
}

const decoder = new TextDecoder();

/**
 * Checks that whatever an entry says was made of a record stands in its row, unless the record was erased, and that there is no row besides:
 * a removed explanation would be made a second time as if it had never been given.
 */
export class DerivedCheck implements RowCheck {
  readonly #deps: DerivedCheckDeps;

  constructor(deps: DerivedCheckDeps) {
    this.#deps = deps;
  }

  async see({ batch, payload, envelopes, which }: OpenedBatch): Promise<void> {
    if (batch.kind !== 'event') return;
    const { derived, isErased } = this.#deps;
    const entries: MakingEntry[] = payload.contents.flatMap((content, position) => {
      const { type } = JSON.parse(`${envelopes[which?.[position] ?? 0]!}}`) as { type: string };
      if (content === null || type !== derived.entryType) return [];
      const logged = JSON.parse(decoder.decode(content)) as Record<string, unknown>;
      return [{ ...logged, of: String(logged.of) }];
    });
    if (entries.length === 0) return;
    for (const { of } of await derived.missing(entries)) {
      const id = new Uint8Array(UUID_BYTES);
      if (!readUuid(of, id) || !(await isErased(id)))
        throw changed(`what the log says was made of decision ${of} is missing from the database`);
    }
  }

  async finish(): Promise<void> {
    await readForCheck(() => this.#deps.derived.demandOwn());
  }
}
