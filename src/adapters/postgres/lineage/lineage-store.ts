import { utf8 } from '../../../core/base/bytes.js';
import { encodeHex } from '../../../core/ledger/index.js';
import { type DataPlace, type DataPlaces, taggedText } from '../../../domain/decisions/ports/index.js';
import type {
  DataPageQuery,
  DataQuery,
  DataSet,
  KeptRun,
  KnownData,
  LineageStore,
  ListedRun,
  RunPage,
  RunQuery,
  SubjectPlace,
} from '../../../domain/lineage/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface RunRow {
  id: string;
  content: string;
  seal: Buffer;
}

interface DataRow {
  data: string;
  set: string;
  seal: Buffer;
  runs: string;
}

/** Bytes of the keyed hash of a subject: no two of a billion subjects share one. */
const TAG_BYTES = 16;

const MENDING = 'The entry lineage.recorded has the digest of what was told; tell it again under another id.';

/** Accounts of training runs in PostgreSQL, every row under a keyed hash. */
export class PostgresLineageStore implements LineageStore, DataPlaces {
  readonly #sql: Sql;
  readonly #deps: SealDeps;
  readonly #runs: RowSeal;
  readonly #data: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#deps = deps;
    this.#runs = new RowSeal('lineage_run', deps);
    this.#data = new RowSeal('lineage_data', deps);
  }

  async insertRun(run: KeptRun, data: readonly { readonly id: string; readonly set: DataSet }[]): Promise<void> {
    const { id } = run;
    const content = JSON.stringify(run);
    await this.#sql.query('insert into lineage_run (id, content, seal) values ($1, $2, $3)', [
      id,
      content,
      this.#runs.of({ content }),
    ]);
    await this.#sql.query(
      'insert into lineage_version (version, run) select distinct version, $2::uuid from unnest($1::text[]) version',
      [run.versions, id],
    );
    if (data.length === 0) return;
    const sets = data.map(({ set: { namespace, name, version, digest } }) =>
      JSON.stringify({ namespace, name, version, digest }),
    );
    const ids = data.map((each) => each.id);
    await this.#sql.query(
      `insert into lineage_data (data, run, name, set, seal)
        select data, $2::uuid, name, set, seal from unnest($1::text[], $3::text[], $4::text[], $5::bytea[]) as given (data, name, set, seal)`,
      [
        ids,
        id,
        data.map(({ set }) => set.name),
        sets,
        sets.map((set, i) => this.#data.of({ data: ids[i], run: id, set })),
      ],
    );
  }

  async insertSubjects(places: readonly SubjectPlace[]): Promise<void> {
    if (places.length === 0) return;
    await this.#sql.query(
      'insert into lineage_subject (tag, data) select * from unnest($1::bytea[], $2::text[]) on conflict do nothing',
      [places.map(({ subject }) => this.#tag(subject)), places.map(({ data }) => data)],
    );
  }

  async run(id: string): Promise<KeptRun | null> {
    const [row] = await this.#sql.query<RunRow>('select id, content, seal from lineage_run where id = $1', [id]);
    return row === undefined ? null : this.#read(row);
  }

  async runsOfVersion(version: string, query: RunQuery): Promise<RunPage> {
    const { runs, next } = await this.#page('select run from lineage_version where version = $1', version, query);
    // A row that leads elsewhere than the account says is nobody's word.
    return { runs: runs.filter((run) => run.versions.includes(version)), next };
  }

  runsOfData(id: string, query: RunQuery): Promise<RunPage> {
    return this.#page('select run from lineage_data where data = $1', id, query);
  }

  async data({ name, isWhole = false, after, limit }: DataQuery): Promise<KnownData[]> {
    const text = `select distinct on (data) data, run, set, seal, count(*) over (partition by data) as runs from lineage_data
      where ($1::text is null or (not $4 and position(lower($1) in lower(name)) > 0) or name = $1 or data = $1
        or set::jsonb ->> 'digest' = $1)
      and ($2::text is null or data > $2) order by data, run limit $3`;
    const rows = await this.#sql.query<DataRow & { run: string }>(text, [name, after, limit, isWhole]);
    return rows.map(({ data, run, set, seal, runs }) => {
      if (!this.#data.isOwn({ data, run, set }, seal)) throw foreignRow(`the data set ${data}`, MENDING);
      return { id: data, ...(JSON.parse(set) as DataSet), runs: Number(runs) };
    });
  }

  async dataOfSubject(
    subject: string,
    { after, limit }: DataPageQuery,
  ): Promise<{ readonly ids: string[]; readonly total: number }> {
    const text =
      'select data from lineage_subject where tag = $1 and ($3::text is null or data > $3) order by data limit $2';
    const tag = this.#tag(subject);
    const ids = (await this.#sql.query<{ data: string }>(text, [tag, limit, after])).map(({ data }) => data);
    return { ids, total: await this.#count(tag) };
  }

  async knownSubjects(places: readonly SubjectPlace[]): Promise<number> {
    const text = `select count(*) as n from lineage_subject
      where (tag, data) in (select * from unnest($1::bytea[], $2::text[]))`;
    const tags = places.map(({ subject }) => this.#tag(subject));
    const [row] = await this.#sql.query<{ n: string }>(text, [tags, places.map(({ data }) => data)]);
    return Number(row!.n);
  }

  countOf(subjectTag: Uint8Array): Promise<number> {
    return this.#count(this.#tagOf(subjectTag));
  }

  async setsOf(subjectTag: Uint8Array): Promise<DataPlace[]> {
    const text = `select distinct on (place.data) place.data, named.run, named.set, named.seal from lineage_subject place
      left join lineage_data named on named.data = place.data where place.tag = $1 order by place.data, named.run`;
    const rows = await this.#sql.query<Partial<DataRow> & { data: string; run?: string | null }>(text, [
      this.#tagOf(subjectTag),
    ]);
    return rows.map(({ data, run, set, seal }) => {
      if (run == null || !this.#data.isOwn({ data, run, set: set! }, seal!))
        throw foreignRow(`the data set ${data}`, MENDING);
      const { namespace, name, version, digest } = JSON.parse(set!) as DataSet;
      return { id: data, namespace, name, version, digest };
    });
  }

  async #count(tag: Buffer): Promise<number> {
    const text = 'select count(*) as n from lineage_subject where tag = $1';
    const [row] = await this.#sql.query<{ n: string }>(text, [tag]);
    return Number(row!.n);
  }

  async forget(subjectTag: Uint8Array): Promise<void> {
    await this.#sql.query('delete from lineage_subject where tag = $1', [this.#tagOf(subjectTag)]);
  }

  async #page(ids: string, key: string, { after, limit }: RunQuery): Promise<RunPage> {
    const text = `select id, content, seal from lineage_run where id in (${ids})
      and ($2::uuid is null or number < (select number from lineage_run where id = $2::uuid))
      order by number desc limit $3`;
    const rows = await this.#sql.query<RunRow>(text, [key, after, limit + 1]);
    const shown = rows.slice(0, limit);
    return { runs: shown.map((row) => listed(this.#read(row))), next: rows.length > limit ? shown.at(-1)!.id : null };
  }

  #tag(subject: string): Buffer {
    const { keyring, runtime } = this.#deps;
    return this.#tagOf(runtime.hmacSha256(keyring.indexKey(), taggedText(subject)));
  }

  /** Another hash than holds and erasures have, so that the database alone leads from none to the other. */
  #tagOf(subjectTag: Uint8Array): Buffer {
    const { keyring, runtime } = this.#deps;
    const hash = runtime.hmacSha256(keyring.indexKey(), utf8(`lineage ${encodeHex(subjectTag)}`));
    return Buffer.from(hash.subarray(0, TAG_BYTES));
  }

  #read({ id, content, seal }: RunRow): KeptRun {
    if (!this.#runs.isOwn({ content }, seal)) throw foreignRow(`the training run ${id}`, MENDING);
    return JSON.parse(content) as KeptRun;
  }
}

const listed = ({ foreign, ...run }: KeptRun): ListedRun => ({ ...run, hasDocument: foreign !== null });
