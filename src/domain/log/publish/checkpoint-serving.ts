import { Mutex } from '../../../core/base/mutex.js';
import {
  equalBytes,
  parseTilePath,
  type ReadTile,
  type TileId,
  TileReader,
  type TreeHasher,
  tileWidth,
  withOlderTiles,
} from '../../../core/ledger/index.js';
import type { LedgerStore, LogName, SignedCheckpoint } from '../ports/index.js';
import { forked } from './faults.js';

/** A checkpoint with its tiles. */
export interface ServedCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  readonly reader: TileReader;
}

export interface CheckpointServingDeps {
  readonly log: LogName;
  readonly ledger: LedgerStore;
  readonly hasher: TreeHasher;
}

/**
 * The part of a log that outsiders see: a checkpoint that only moves forward, the newest that witnesses signed, and the tiles under the
 * first.
 */
export class CheckpointServing {
  readonly #deps: CheckpointServingDeps;
  #shown: ServedCheckpoint | null = null;
  #cosigned: ServedCheckpoint | null = null;
  readonly #mutex = new Mutex();

  constructor(deps: CheckpointServingDeps) {
    this.#deps = deps;
  }

  get shown(): SignedCheckpoint | null {
    return this.#shown?.checkpoint ?? null;
  }

  get cosigned(): SignedCheckpoint | null {
    return this.#cosigned?.checkpoint ?? null;
  }

  /**
   * Shows the newest checkpoint, with the signatures of witnesses if they signed it. Throws `LEDGER_INVALID` when they signed another log.
   */
  async open(newest: SignedCheckpoint | null): Promise<void> {
    if (newest === null) return;
    const { ledger, log } = this.#deps;
    const cosigned = await ledger.cosignedCheckpoint(log);
    if (cosigned !== null) {
      const fits = cosigned.size <= newest.size && (await this.#extends(newest, cosigned));
      if (!fits) throw forked(log, cosigned.size);
      this.#cosigned = this.#withTiles(cosigned);
    }
    await this.show(cosigned?.size === newest.size ? cosigned : newest);
  }

  /** Shows a checkpoint. One that is older than the one shown, or the same with fewer signatures, changes nothing. */
  show(checkpoint: SignedCheckpoint): Promise<void> {
    return this.#mutex.run(async () => {
      const shown = this.#shown?.checkpoint;
      if (shown !== undefined && checkpoint.size < shown.size) return;
      // Signatures are only ever added, so the note with more of them is the longer one.
      if (shown?.size === checkpoint.size && checkpoint.note.length <= shown.note.length) return;
      const { ledger, log } = this.#deps;
      await ledger.writeFiles(log, [{ path: 'checkpoint', bytes: new TextEncoder().encode(checkpoint.note) }]);
      this.#shown = this.#withTiles(checkpoint);
    });
  }

  /** Stores a checkpoint that enough witnesses signed, and shows it. */
  async showCosigned(checkpoint: SignedCheckpoint): Promise<void> {
    await this.#mutex.run(async () => {
      await this.#deps.ledger.saveCosignedCheckpoint(checkpoint);
      this.#cosigned = this.#withTiles(checkpoint);
    });
    await this.show(checkpoint);
  }

  /** The newest witnessed checkpoint that covers an entry, otherwise the one shown; null while none covers it. */
  covering(index: number): ServedCheckpoint | null {
    return [this.#cosigned, this.#shown].find((one) => one !== null && index < one.checkpoint.size) ?? null;
  }

  /** A file of the log, as far as the checkpoint that is shown covers it: tiles beyond would reveal how fast the log grows. */
  async file(path: string): Promise<Uint8Array | null> {
    const { ledger, log } = this.#deps;
    if (path === 'rotations') return ledger.readFile(log, path);
    const checkpoint = this.shown;
    if (checkpoint === null) return null;
    if (path === 'checkpoint') return new TextEncoder().encode(checkpoint.note);
    const tile = tileOf(path);
    if (tile === null || tileWidth(checkpoint.size, tile.level, tile.index) < tile.width) return null;
    return this.#reading(checkpoint.size)(path);
  }

  /** Resolves when every checkpoint that was to be shown is. */
  settled(): Promise<void> {
    return this.#mutex.idle();
  }

  async #extends(newest: SignedCheckpoint, older: SignedCheckpoint): Promise<boolean> {
    return equalBytes(await this.#withTiles(newest).reader.rootAt(older.size), older.root);
  }

  #withTiles(checkpoint: SignedCheckpoint): ServedCheckpoint {
    return {
      checkpoint,
      reader: new TileReader(this.#deps.hasher, this.#reading(checkpoint.size), checkpoint),
    };
  }

  /** Reads tiles for a size, so that files stay readable at an older size after all tiles were derived again. */
  #reading(size: number): ReadTile {
    const { ledger, log } = this.#deps;
    const read: ReadTile = (path) => ledger.readFile(log, path);
    return (path) => withOlderTiles(read, Math.max(size, this.#shown?.checkpoint.size ?? 0))(path);
  }
}

/** The tile of a path; null for a path of no tile. */
function tileOf(path: string): TileId | null {
  try {
    return parseTilePath(path);
  } catch {
    return null;
  }
}
