import type { PersonRequest } from './request.js';

/** Requests of people. Rows stand under a keyed hash. */
export interface PersonRequestStore {
  insert(request: PersonRequest): Promise<void>;
  save(request: PersonRequest): Promise<void>;
  /** A request by its id; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<PersonRequest | null>;
  /** Requests about a decision, the oldest first. */
  ofDecision(decision: string): Promise<PersonRequest[]>;
  /** Those that are open or all, the longest open first. */
  list(asked: { readonly isAll: boolean; readonly limit: number }): Promise<PersonRequest[]>;
  /** How many are open, and of them those whose time is over. */
  counts(nowMs: number): Promise<{ readonly open: number; readonly late: number }>;
}
