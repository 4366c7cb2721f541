import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { Proposal, ProposalStore } from '../../../domain/acts/ports.js';
import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';

interface ProposalRow {
  id: string;
  act: string;
  request: unknown;
  proposed_by: string;
  proposed_at: string;
  expires_at: string;
  seal: Buffer;
}

/** The keys and tools that seal a proposal. */
export interface ProposalSealing {
  readonly keyring: Pick<Keyring, 'indexKey'>;
  readonly runtime: Pick<Runtime, 'hmacSha256'>;
}

const encoder = new TextEncoder();

/**
 * Stores proposals in PostgreSQL, each under a keyed hash, so that nobody with the database alone can forge the agreement of a first
 * person.
 */
export class PostgresProposalStore implements ProposalStore {
  readonly #sql: Sql;
  readonly #sealing: ProposalSealing;

  constructor(sql: Sql, sealing: ProposalSealing) {
    this.#sql = sql;
    this.#sealing = sealing;
  }

  async insertProposal(proposal: Proposal): Promise<void> {
    const { id, act, request, proposedBy, proposedAtMs, expiresAtMs } = proposal;
    await this.#sql.query(
      `insert into pending_act (id, act, request, proposed_by, proposed_at, expires_at, seal)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, act, JSON.stringify(request), proposedBy, proposedAtMs, expiresAtMs, this.#seal(proposal)],
    );
  }

  async proposal(id: string): Promise<Proposal | null> {
    const [row] = await this.#sql.query<ProposalRow>('select * from pending_act where id::text = $1', [id]);
    return row === undefined ? null : this.#own(row);
  }

  async proposals(): Promise<Proposal[]> {
    const rows = await this.#sql.query<ProposalRow>('select * from pending_act order by proposed_at, id');
    return rows.map((row) => this.#own(row)).filter((own) => own !== null);
  }

  async deleteProposal(id: string): Promise<boolean> {
    return (await this.#sql.query('delete from pending_act where id::text = $1 returning id', [id])).length === 1;
  }

  async deleteExpired(nowMs: number): Promise<void> {
    await this.#sql.query('delete from pending_act where expires_at <= $1', [nowMs]);
  }

  #own(row: ProposalRow): Proposal | null {
    const { id, act, request, proposed_by: proposedBy } = row;
    const times = { proposedAtMs: Number(row.proposed_at), expiresAtMs: Number(row.expires_at) };
    const proposal = { id, act, request, proposedBy, ...times };
    return row.seal.equals(this.#seal(proposal)) ? proposal : null;
  }

  #seal(proposal: Proposal): Buffer {
    const { keyring, runtime } = this.#sealing;
    // The hash covers the request as the database returns it: without what JSON leaves out.
    const kept: unknown = JSON.parse(JSON.stringify(proposal));
    return Buffer.from(runtime.hmacSha256(keyring.indexKey(), encoder.encode(`pending act ${canonicalJson(kept)}`)));
  }
}
