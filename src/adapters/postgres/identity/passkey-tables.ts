import type { PasskeyRecord, PasskeyStore } from '../../../domain/identity/index.js';
import type { Sql } from '../engine/sql-access.js';
import { type ChallengeRow, type PasskeyRow, toChallenge, toPasskey } from './rows.js';

/** Stores passkeys and challenges in PostgreSQL (migration 8). */
export function passkeyTables(sql: Sql): PasskeyStore {
  return { ...passkeyTable(sql), ...challengeTable(sql) };
}

function passkeyTable(sql: Sql): Omit<PasskeyStore, 'insertChallenge' | 'takeChallenge'> {
  return {
    async insertPasskey(p: PasskeyRecord) {
      const rows = await sql.query(
        `insert into passkey (id, account, name, public_key, counter, transports, created_at, last_used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id`,
        [
          ...[p.id, p.account, p.name, Buffer.from(p.publicKey), p.counter, JSON.stringify(p.transports)],
          ...[p.createdAtMs, p.lastUsedAtMs],
        ],
      );
      return rows.length === 1;
    },
    async passkey(id) {
      const [row] = await sql.query<PasskeyRow>('select * from passkey where id = $1', [id]);
      return row === undefined ? null : toPasskey(row);
    },
    async passkeysOf(account) {
      const text = 'select * from passkey where account::text = $1 order by created_at, id';
      return (await sql.query<PasskeyRow>(text, [account])).map(toPasskey);
    },
    async renamePasskey(account, id, name) {
      const text = 'update passkey set name = $3 where account::text = $1 and id = $2 returning id';
      return (await sql.query(text, [account, id, name])).length === 1;
    },
    deletePasskey: (account, id) =>
      sql.transaction(async (within) => {
        // The row is locked, so that two requests cannot each delete the other's last way to sign in.
        await within.query('select 1 from account where id::text = $1 for update', [account]);
        const gone = await within.query(
          `delete from passkey p using account a
           where a.id = p.account and a.id::text = $1 and p.id = $2 and (a.password_hash is not null
             or exists (select 1 from passkey other where other.account = a.id and other.id <> p.id))
           returning p.id`,
          [account, id],
        );
        return gone.length === 1;
      }),
    async usePasskey(id, { from, to, usedAtMs }) {
      const text = 'update passkey set counter = $3, last_used_at = $4 where id = $1 and counter = $2 returning id';
      return (await sql.query(text, [id, from, to, usedAtMs])).length === 1;
    },
  };
}

function challengeTable(sql: Sql): Pick<PasskeyStore, 'insertChallenge' | 'takeChallenge'> {
  return {
    async insertChallenge({ digest, challenge, ceremony, account, expiresAtMs }, nowMs) {
      await sql.query('delete from passkey_challenge where expires_at <= $1', [nowMs]);
      await sql.query(
        'insert into passkey_challenge (digest, challenge, ceremony, account, expires_at) values ($1, $2, $3, $4, $5)',
        [Buffer.from(digest), Buffer.from(challenge), ceremony, account, expiresAtMs],
      );
    },
    async takeChallenge(digest, nowMs) {
      const text = 'delete from passkey_challenge where digest = $1 returning *';
      const [row] = await sql.query<ChallengeRow>(text, [Buffer.from(digest)]);
      return row === undefined || Number(row.expires_at) <= nowMs ? null : toChallenge(row);
    },
  };
}
