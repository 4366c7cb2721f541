/**
 * SQL for the version of a row: its transaction, its place and its seal. PostgreSQL gives no two versions of a row the same transaction and
 * place, and the seal vouches for what was read under it.
 *
 * @example versionOf('e') // of rows of `from monitor_epoch e`
 */
export const versionOf = (alias: string): string =>
  `concat_ws(' ', ${alias}.xmin::text, ${alias}.ctid::text, encode(${alias}.seal, 'base64'))`;

/**
 * Rows that were read and held against their seals, each under its version: a row is read and checked again only where it was written since,
 * by this service or by anybody. What is kept is bounded; the rows that were kept longest go first.
 */
export class SeenRows<Row extends object> {
  readonly #most: number;
  readonly #seen = new Map<string, { readonly version: string; readonly row: Row; readonly size: number }>();
  #size = 0;

  /** @param most sum of the sizes that are kept, in the unit of `keep` */
  constructor(most: number) {
    this.#most = most;
  }

  /** The row as it was checked in this version; undefined where it has to be read. */
  of(key: string, version: string): Row | undefined {
    const known = this.#seen.get(key);
    return known?.version === version ? known.row : undefined;
  }

  /** Keeps a row that was checked. Whoever gets it changes nothing of it. */
  keep(key: string, version: string, { row, size }: { readonly row: Row; readonly size: number }): void {
    this.#drop(key);
    this.#seen.set(key, { version, row: Object.freeze(row), size });
    this.#size += size;
    for (const oldest of this.#seen.keys()) {
      if (this.#size <= this.#most) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#size -= this.#seen.get(key)?.size ?? 0;
    this.#seen.delete(key);
  }
}
