import type { Proposal, ProposalStore } from '../../../domain/acts/ports.js';
import { SAVE, saveMaps } from './memory-transactions.js';

/** Proposals that wait for a second person, in memory. */
export class MemoryProposalStore implements ProposalStore {
  readonly #proposals = new Map<string, Proposal>();

  [SAVE](): () => void {
    return saveMaps([this.#proposals]);
  }

  async insertProposal(proposal: Proposal): Promise<void> {
    this.#proposals.set(proposal.id, structuredClone(proposal));
  }

  async proposal(id: string): Promise<Proposal | null> {
    return this.#proposals.get(id) ?? null;
  }

  async proposals(): Promise<Proposal[]> {
    return [...this.#proposals.values()].toSorted((a, b) => a.proposedAtMs - b.proposedAtMs || (a.id < b.id ? -1 : 1));
  }

  async deleteProposal(id: string): Promise<boolean> {
    return this.#proposals.delete(id);
  }

  async deleteExpired(nowMs: number): Promise<void> {
    for (const { id, expiresAtMs } of this.#proposals.values()) if (expiresAtMs <= nowMs) this.#proposals.delete(id);
  }
}
