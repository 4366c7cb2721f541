import type {
  Account,
  AdminLinkRecord,
  ApiKeyRecord,
  IdentityStore,
  LinkPurpose,
  SessionRecord,
} from '../../../domain/identity/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { passkeyTables } from './passkey-tables.js';
import { type AccountRow, type KeyRow, type SessionRow, toAccount, toKey, toSession } from './rows.js';

/** Stores accounts, keys and sessions in PostgreSQL (migrations 2, 8 and 10). */
export function postgresIdentityStore(sql: Sql): IdentityStore {
  return { ...keyTable(sql), ...accountTable(sql), ...sessionTable(sql), ...smallTables(sql), ...passkeyTables(sql) };
}

type KeyTable = Pick<IdentityStore, 'insertKey' | 'keyByDigest' | 'key' | 'keys' | 'touchKey' | 'endKey'>;

function keyTable(sql: Sql): KeyTable {
  const one = async (where: string, value: unknown): Promise<ApiKeyRecord | null> => {
    const [row] = await sql.query<KeyRow>(`select * from api_key where ${where} = $1`, [value]);
    return row === undefined ? null : toKey(row);
  };
  return {
    async insertKey(key) {
      await sql.query(
        `insert into api_key (id, name, digest, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, replaces)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[key.id, key.name, Buffer.from(key.digest), JSON.stringify(key.scopes), key.createdAtMs, key.createdBy],
          ...[key.expiresAtMs, key.lastUsedAtMs, key.revokedAtMs, key.replaces],
        ],
      );
    },
    keyByDigest: (digest) => one('digest', Buffer.from(digest)),
    key: (id) => one('id', id),
    async keys() {
      return (await sql.query<KeyRow>('select * from api_key order by created_at, id')).map(toKey);
    },
    async touchKey(id, usedAtMs) {
      await sql.query('update api_key set last_used_at = greatest(last_used_at, $2) where id = $1', [id, usedAtMs]);
    },
    async endKey(id, { expiresAtMs = null, revokedAtMs = null }) {
      // least() ignores nulls, so an end that was set stays unless the new one is sooner.
      await sql.query(
        `update api_key set expires_at = least(expires_at, $2::bigint), revoked_at = coalesce(revoked_at, $3::bigint)
         where id = $1`,
        [id, expiresAtMs, revokedAtMs],
      );
    },
  };
}

type AccountTable = Pick<
  IdentityStore,
  | 'insertAccount'
  | 'account'
  | 'accountByName'
  | 'accounts'
  | 'updateAccount'
  | 'removePassword'
  | 'federatedAccount'
  | 'isFederated'
  | 'linkFederated'
>;

function accountTable(sql: Sql): AccountTable {
  const one = async (where: string, values: readonly unknown[]): Promise<Account | null> => {
    const [row] = await sql.query<AccountRow>(`select account.* from account ${where}`, values);
    return row === undefined ? null : toAccount(row);
  };
  return {
    async insertAccount(a) {
      const rows = await sql.query(
        `insert into account (id, name, password_hash, roles, created_at, disabled_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict do nothing returning id`,
        [a.id, a.name, a.passwordHash, JSON.stringify(a.roles), a.createdAtMs, a.disabledAtMs, a.madeBy ?? null],
      );
      return rows.length === 1;
    },
    account: (id) => one('where id::text = $1', [id]),
    accountByName: (name) => one('where lower(name) = lower($1)', [name]),
    async accounts() {
      return (await sql.query<AccountRow>('select * from account order by created_at, id')).map(toAccount);
    },
    async updateAccount(a) {
      const text =
        'update account set password_hash = $2, roles = $3, disabled_at = $4, opened_by = $5 where id::text = $1';
      const { id, passwordHash, roles, disabledAtMs, openedBy = null } = a;
      await sql.query(text, [id, passwordHash, JSON.stringify(roles), disabledAtMs, openedBy]);
    },
    removePassword: (account) =>
      sql.transaction(async (within) => {
        // The row is locked, so that the last passkey cannot be deleted at the same moment.
        await within.query('select 1 from account where id::text = $1 for update', [account]);
        const changed = await within.query(
          `update account set password_hash = null
           where id::text = $1 and exists (select 1 from passkey where passkey.account = account.id) returning id`,
          [account],
        );
        return changed.length === 1;
      }),
    federatedAccount: (issuer, subject) =>
      one('join federated_identity f on f.account = account.id where f.issuer = $1 and f.subject = $2', [
        issuer,
        subject,
      ]),
    async isFederated(issuer, account) {
      const text = 'select 1 from federated_identity where issuer = $1 and account::text = $2 limit 1';
      return (await sql.query(text, [issuer, account])).length > 0;
    },
    async linkFederated(issuer, subject, account) {
      await sql.query('insert into federated_identity values ($1, $2, $3) on conflict do nothing', [
        issuer,
        subject,
        account,
      ]);
    },
  };
}

type SessionTable = Pick<
  IdentityStore,
  | 'insertSession'
  | 'session'
  | 'sessionsOf'
  | 'touchSession'
  | 'deleteSession'
  | 'deleteSessionsOf'
  | 'deleteSessionsBefore'
>;

function sessionTable(sql: Sql): SessionTable {
  return {
    async insertSession(s: SessionRecord) {
      await sql.query(
        `insert into session (digest, account, created_at, seen_at, proved_at, method, client)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [Buffer.from(s.digest), s.account, s.createdAtMs, s.seenAtMs, s.provedAtMs, s.method, s.client],
      );
    },
    async session(digest) {
      const [row] = await sql.query<SessionRow>('select * from session where digest = $1', [Buffer.from(digest)]);
      return row === undefined ? null : toSession(row);
    },
    async sessionsOf(account) {
      const text = 'select * from session where account::text = $1 order by seen_at desc, digest';
      return (await sql.query<SessionRow>(text, [account])).map(toSession);
    },
    async touchSession(digest, { seenAtMs = null, provedAtMs = null }) {
      await sql.query(
        `update session set seen_at = coalesce($2::bigint, seen_at), proved_at = coalesce($3::bigint, proved_at)
         where digest = $1`,
        [Buffer.from(digest), seenAtMs, provedAtMs],
      );
    },
    async deleteSession(digest) {
      await sql.query('delete from session where digest = $1', [Buffer.from(digest)]);
    },
    async deleteSessionsOf(account, keep) {
      await sql.query('delete from session where account::text = $1 and ($2::bytea is null or digest <> $2)', [
        account,
        keep === undefined ? null : Buffer.from(keep),
      ]);
    },
    async deleteSessionsBefore({ createdAtMs, seenAtMs }) {
      await sql.query('delete from session where created_at < $1 or seen_at < $2', [createdAtMs, seenAtMs]);
    },
  };
}

interface LinkRow {
  expires_at: string;
  purpose: LinkPurpose;
}

const toLink = (digest: Uint8Array, row: LinkRow | undefined): AdminLinkRecord | null =>
  row === undefined ? null : { digest, expiresAtMs: Number(row.expires_at), purpose: row.purpose };

type SmallTables = Pick<IdentityStore, 'replaceLink' | 'link' | 'takeLink'>;

function smallTables(sql: Sql): SmallTables {
  return {
    replaceLink: ({ digest, expiresAtMs, purpose }: AdminLinkRecord, nowMs) =>
      sql.transaction(async (within) => {
        const text = 'delete from one_time_link where purpose = $1::jsonb or expires_at <= $2';
        await within.query(text, [JSON.stringify(purpose), nowMs]);
        await within.query('insert into one_time_link (digest, expires_at, purpose) values ($1, $2, $3)', [
          Buffer.from(digest),
          expiresAtMs,
          JSON.stringify(purpose),
        ]);
      }),
    async link(digest, nowMs) {
      const text = 'select expires_at, purpose from one_time_link where digest = $1 and expires_at > $2';
      return toLink(digest, (await sql.query<LinkRow>(text, [Buffer.from(digest), nowMs]))[0]);
    },
    async takeLink(digest, nowMs) {
      await sql.query('delete from one_time_link where expires_at <= $1', [nowMs]);
      const text = 'delete from one_time_link where digest = $1 returning expires_at, purpose';
      return toLink(digest, (await sql.query<LinkRow>(text, [Buffer.from(digest)]))[0]);
    },
  };
}
