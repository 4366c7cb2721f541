import type { KeyPart, KeyStore, WrappedPage } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from './as-buffer.js';

export interface PageRow {
  part: KeyPart;
  page: string;
  epoch: number;
  bytes: Buffer;
}

export const toPage = ({ part, page, epoch, bytes }: PageRow): WrappedPage => ({
  part,
  page: Number(page),
  epoch,
  bytes,
});

/** Stores wrapped key pages in PostgreSQL. */
export class PostgresKeyStore implements KeyStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async nextPage(part: KeyPart): Promise<number> {
    const text = 'select coalesce(max(page) + 1, 0) as next from key_page where part = $1';
    const rows = await this.#sql.query<{ next: string }>(text, [part]);
    return Number(rows[0]!.next);
  }

  async insertPage({ part, page, epoch, bytes }: WrappedPage): Promise<void> {
    const text = 'insert into key_page (part, page, epoch, bytes) values ($1, $2, $3, $4)';
    await this.#sql.query(text, [part, page, epoch, asBuffer(bytes)]);
  }

  async readPage(part: KeyPart, page: number): Promise<WrappedPage | null> {
    const text = 'select part, page, epoch, bytes from key_page where part = $1 and page = $2';
    const row = (await this.#sql.query<PageRow>(text, [part, page]))[0];
    return row === undefined ? null : toPage(row);
  }

  async replacePage({ part, page, epoch, bytes }: WrappedPage): Promise<void> {
    const text = 'update key_page set epoch = $3, bytes = $4 where part = $1 and page = $2';
    await this.#sql.query(text, [part, page, epoch, asBuffer(bytes)]);
  }

  async pagesOutside(part: KeyPart, epoch: number, limit: number): Promise<WrappedPage[]> {
    const text = 'select part, page, epoch, bytes from key_page where part = $1 and epoch <> $2 order by page limit $3';
    return (await this.#sql.query<PageRow>(text, [part, epoch, limit])).map(toPage);
  }
}
