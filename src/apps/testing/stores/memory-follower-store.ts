import type { FollowerPlaces, FollowerRecord, Place } from '../../../domain/log/ports/index.js';
import { SAVE, type Savable, saveMaps } from './memory-transactions.js';

/** Positions of followers in memory, for tests. */
export class MemoryFollowerStore implements FollowerPlaces, Savable {
  readonly #kept = new Map<string, FollowerRecord>();

  async readPlace(name: string): Promise<FollowerRecord | null> {
    return this.#kept.get(name) ?? null;
  }

  async beginAt(record: FollowerRecord): Promise<void> {
    if (!this.#kept.has(record.name)) this.#kept.set(record.name, record);
  }

  async movePlace(record: FollowerRecord, from: Place): Promise<boolean> {
    const kept = this.#kept.get(record.name);
    const standsThere = kept?.log === record.log && kept.place.seq === from.seq && kept.place.size === from.size;
    if (standsThere) this.#kept.set(record.name, record);
    return standsThere;
  }

  passPlace(record: FollowerRecord, from: Place): Promise<boolean> {
    return this.movePlace(record, from);
  }

  [SAVE](): () => void {
    return saveMaps([this.#kept]);
  }
}
