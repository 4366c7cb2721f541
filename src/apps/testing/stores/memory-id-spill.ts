import { TribuneError } from '../../../core/base/errors.js';
import type { IdSpill, SpilledBytes } from '../../../domain/log/ports/index.js';

const unreadable = (what: string): TribuneError =>
  new TribuneError('STORE_INVALID', `bytes that were put away ${what}`, { remedy: 'Report this.' });

/** Spilled tables of ids that stay in memory, for tests; it saves no memory. */
export class MemoryIdSpill implements IdSpill {
  async keep(parts: readonly Uint8Array[]): Promise<SpilledBytes> {
    let kept: Uint8Array | null = Uint8Array.from(parts.flatMap((part) => [...part]));
    return {
      read(offset, into) {
        if (kept === null) throw unreadable('were removed');
        if (offset + into.length > kept.length) throw unreadable('are shorter than that');
        into.set(kept.subarray(offset, offset + into.length));
      },
      remove() {
        kept = null;
      },
    };
  }
}
