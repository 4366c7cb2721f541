import type { Runtime, WrappedPage } from '../../domain/log/ports/index.js';
import { openPage } from '../../domain/log/seal/index.js';
import type { FileKeyring } from '../data-folder/index.js';
import { storeError } from './engine/fail.js';
import type { Sql } from './engine/sql-access.js';
import { type PageRow, toPage } from './log/key-store.js';

const SETTING = 'keyring.fingerprint';
const REMEDY =
  'Give the keyring of this database, from the copy kept apart from its backups: what is taken in under another can never be read with it.';

/**
 * Demands that keyring and database belong together before anything is taken in: the newest page of keys opens, and the keyring is the
 * one that the database has known. A page under a key that was destroyed since, in a database restored from before, tells nothing.
 * Throws `KEY_MISSING`.
 */
export async function demandFittingKeyring(sql: Sql, keyring: FileKeyring, runtime: Runtime): Promise<void> {
  const newest = await sql.query<PageRow>(
    'select distinct on (part) part, page, epoch, bytes from key_page order by part, page desc',
  );
  const [kept] = await sql.query<{ value: unknown }>('select value from setting where name = $1', [SETTING]);
  const mine = keyring.fingerprint();
  if (newest.length > 0 && kept !== undefined && kept.value !== mine) throw foreign('it is that of another database');
  for (const row of newest) demandOpens(toPage(row), keyring, runtime);
  if (kept?.value === mine) return;
  // The database has no keys or is of an older version; the identity of its keyring is stored now.
  const text =
    'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value';
  await sql.query(text, [SETTING, JSON.stringify(mine)]);
}

function demandOpens(page: WrappedPage, keyring: FileKeyring, runtime: Runtime): void {
  if (page.epoch > keyring.currentEpoch()) throw foreign('it is older than the database');
  if (!keyring.epochs().includes(page.epoch)) return;
  try {
    openPage(runtime, keyring, page);
  } catch (cause) {
    throw foreign(`it does not open the newest keys of epoch ${page.epoch}`, cause);
  }
}

const foreign = (why: string, cause?: unknown): Error =>
  storeError('KEY_MISSING', `the keyring does not fit the database: ${why}`, REMEDY, cause);
