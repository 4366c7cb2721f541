/**
 * Whoever has the password of the database changes, swaps, repeats and removes rows, one at a time. Tables and columns are asked of the
 * database, so that a new one cannot be forgotten: it is either refused at the start or at a read, or named by the check of every entry, or
 * stands here with the reason why nothing depends on it.
 */
export const OTHER_TABLES: Readonly<Record<string, string>> = {
  schema_migration: 'what was applied; compared by digest at every start (migrations.test.ts)',
  pending_event: 'what waits to become an entry, under keyed hashes (waiting-events.test.ts)',
  pending_act: 'acts that wait for a second person, under keyed hashes (contract-acts.test.ts)',
  kept_answer:
    'answers to requests that come again within a day, and their numbers, under keyed hashes (idempotent-answers.test.ts)',
  progress:
    'how far retention has looked, under a keyed hash: a changed or removed one has it look from the beginning (retention-progress.test.ts)',
  erased_list:
    'how many candidates of lists were erased, under keyed hashes: without its row an incomplete list is one whose candidates are missing, and neither is audited (contract-derived.test.ts)',
  erased_decision:
    'ids of erased decisions until what is held about them elsewhere has ended; each is looked at itself, so that an added one ends nothing, and the next act ends what a removed one left (oversight.test.ts of the server)',
  intake_half: 'halves of inferences of the last minutes, sealed; no read and no audit uses them',
  intake_problem: 'names and numbers for operators',
  audit_run:
    'audits that were made, under keyed hashes, their results sealed (recorded-audit.test.ts, erased-audits.test.ts); a removed one stays in its entry',
  audit_begun:
    'audits that somebody began and does not wait for, under keyed hashes (kept-audits.test.ts); a removed one is begun again by hand',
  audit_due:
    'audits that a policy asks for, under keyed hashes (due-audits.test.ts of the server); what asks for one, and what came of it, are entries',
  audit_sequence_decision:
    'decisions of sequences of audits, under keyed hashes (recorded-audit.test.ts of the server); a removed one stays in its entry',
  lineage_run: 'of what versions were made, under keyed hashes; what was told stands in its entry',
  lineage_version: 'which runs name a version: it leads to them, and each says itself which it made',
  lineage_data: 'which runs name a data set, under keyed hashes',
  lineage_subject:
    'in which data sets a person stands, under keyed hashes of both; a removed row finds one data set fewer',
  audit_text:
    'texts under digests that rows and entries name, hashed again when they are read (recorded-audit.test.ts)',
  ...Object.fromEntries(
    ['explanation', 'explanation_basis', 'explanation_budget', 'explanation_given'].map((table) => [
      table,
      'explanations and who was given them, under keyed hashes and held against their entries (explained-decisions.test.ts of the server)',
    ]),
  ),
  explanation_answer:
    'what people said of explanations, sealed and under keyed hashes (explanation-survey.test.ts of the server); a removed one stays in its entry',
  explanation_due: 'which decisions are to be explained unasked; what comes of it stands under seals of its own',
  explanation_day: 'how many were today; a changed one has more or fewer explained unasked, and every one is an entry',
  job: 'when work was done and how that went; a changed row keeps a job waiting for no longer than its interval (jobs.test.ts)',
  ...Object.fromEntries(
    ['system', 'model', 'model_version', 'deployment', 'activation'].map((table) => [
      table,
      'every change of it is an entry, and the check holds rows and entries together (logged-registry.test.ts)',
    ]),
  ),
  ...Object.fromEntries(
    [
      'api_key',
      'account',
      'federated_identity',
      'session',
      'one_time_link',
      'setting',
      'passkey',
      'passkey_challenge',
    ].map((table) => [table, 'who may come in; not what was recorded']),
  ),
};

export const OTHER_COLUMNS: Readonly<Record<string, string>> = {
  'erasure.subject_tag': 'recognises a request that comes again within a day; gone when complete',
  'erasure.untold': 'which certificate is answered to a request that comes again',
  'erasure.status':
    'set back, it is complete again at the next start, by the entry that is there: a test of its own below',
  'key_rotation.id': 'order of the hand-overs; their statements chain by themselves',
  'key_rotation.rotated_at': 'shown nowhere',
  'key_rotation.log': 'named by the statement, which only a log of that name takes',
  'late_repeat.detected_at': 'when it was noticed',
  'key_page.epoch': 'bound to the page: changed, it does not open and is refused',
};

/** Tables whose rows are made anew out of the log, or asked for again, where they are missing or not ours. */
export const MADE_ANEW: Readonly<Record<string, string>> = {
  segment: 'audits read the log where no segment stands for it',
  cosigned_head: 'witnesses are asked again',
};

/** Tables whose rows may be missing, without any answer being another; a changed one is refused all the same. */
export const MAY_BE_MISSING: Readonly<Record<string, string>> = {
  follower: 'what was taken is taken again',
};

export interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isKey: boolean;
}

/** Another value of the same type. */
export const OTHER_VALUE: Readonly<Record<string, (column: string) => string>> = {
  bigint: (column) => `coalesce(${column}, 0) + 1`,
  integer: (column) => `coalesce(${column}, 0) + 1`,
  smallint: (column) => `coalesce(${column}, 0) + 1`,
  boolean: (column) => `not ${column}`,
  text: (column) => `case ${column} when 'decision' then 'event' when 'subject' then 'id' when 'main' then 'reads' when
    'pending' then 'complete' when 'complete' then 'pending' else ${column} || 'x' end`,
  bytea: (column) => `case when coalesce(length(${column}), 0) = 0 then '\\x01'::bytea
    else set_byte(${column}, length(${column}) / 2, get_byte(${column}, length(${column}) / 2) # 1) end`,
  jsonb: (column) => `case jsonb_typeof(${column}) when 'number' then '1000000'::jsonb when 'array' then
    '[{"deployment": "compas/prod", "receivedHourMs": 0, "n": 3}]'::jsonb else '{"a": 1}'::jsonb end`,
  uuid: () => `'00000000-0000-4000-8000-000000000001'::uuid`,
};

/** Rows that nothing uses are as good as gone: key pages of no batch yet, and the last run of the index, which is made anew. */
export const IN_USE: Readonly<Record<string, string>> = {
  key_page: `where exists (select 1 from batch b where t.part = 'payload' and b.page = t.page)
    or exists (select 1 from attribute_vault v where t.part = 'attributes' and v.page = t.page)`,
  tag_run:
    'where exists (select 1 from tag_run r where r.log = t.log and r.kind = t.kind and r.first_seq > t.first_seq)',
};

/** Tables whose rows differ by what they stand for. */
export const MANY_SIDED: ReadonlySet<string> = new Set(['batch', 'erasure', 'legal_hold']);

/** A value of a key column that no row has yet. */
export const freeKey = ({ table, column, type }: Column): string =>
  // Parts of a batch that has none: that is worse than parts of no batch.
  table === 'attribute_vault' && column === 'seq'
    ? `(select min(b.seq) from batch b where b.log = o.log and not exists
        (select 1 from attribute_vault v where v.log = b.log and v.seq = b.seq))`
    : /int$|integer/.test(type)
      ? `(select max(${column}) + 1 from ${table})`
      : OTHER_VALUE[type]!(`o.${column}`);

/** Copies under keys that nothing asks for: they lead nowhere. So do those under the name of a log, kind or part that does not exist. */
export const NEVER_READ: Readonly<Record<string, string>> = {
  'key_page.page':
    'no batch is sealed under it, and a store that is opened refuses it as the newest page (keyring-fits.test.ts)',
  'tag_run.log': 'a run without buckets; of the log of reads nothing is looked up',
  'tag_run.first_seq': 'a run without buckets, of batches that another run has',
  'tag_bucket.log': 'of no run',
  'tag_bucket.first_seq': 'of no run',
};

export const isNeverRead = ({ table, column, type }: Column, copy: string): boolean =>
  `${table}.${column}` in NEVER_READ ||
  (type === 'text' && String(JSON.parse(copy)[column]).endsWith('x')) ||
  (`${table}.${column}` === 'tag_bucket.bucket' && JSON.parse(copy).bucket >= BUCKETS);

/** A bucket is the first byte of a tag: nothing looks into one beyond. */
export const BUCKETS = 256;

/** Which buckets of the index are empty hangs on keys that are drawn anew each time; one that names nobody is no loss. */
export const isEmptyBucket = (table: string, row: string): boolean =>
  table === 'tag_bucket' && JSON.parse(row).bytes === '\\x';

type AskSql = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Reads the columns of a database, and takes rows out and puts them back. */
export function rowsByHand(sql: AskSql) {
  const original = (table: string): string => `jsonb_populate_record(null::${table}, $1::jsonb) o`;
  const matching = (keys: readonly string[]): string => keys.map((key) => `t.${key} = o.${key}`).join(' and ');
  return {
    /** The row in `$1` as one of a table, under the name `o`. */
    original,
    columns: (): Promise<Column[]> =>
      sql<Column>(
        `select c.table_name as table, c.column_name as column, c.data_type as type, exists (
           select 1 from information_schema.table_constraints t join information_schema.key_column_usage k using (constraint_name)
           where t.constraint_type = 'PRIMARY KEY' and t.table_name = c.table_name and k.column_name = c.column_name) as "isKey"
         from information_schema.columns c where c.table_schema = 'public' order by c.table_name, c.ordinal_position`,
      ),
    put: (table: string, row: string): Promise<unknown> =>
      sql(`insert into ${table} overriding system value select o.* from ${original(table)}`, [row]),
    remove: (table: string, keys: readonly string[], row: string): Promise<unknown> =>
      sql(`delete from ${table} t using ${original(table)} where ${matching(keys)}`, [row]),
  };
}
