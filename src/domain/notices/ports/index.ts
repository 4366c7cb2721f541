import type { NoticeLink, NoticeSession, StoredNotice } from '../model/index.js';

/** Notices with their links and open browsers. Rows stand under a keyed hash. */
export interface NoticeStore {
  insert(stored: StoredNotice): Promise<void>;
  save(stored: StoredNotice): Promise<void>;
  find(id: string): Promise<StoredNotice | null>;
  /** The same; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<StoredNotice | null>;
  /** Notices of a decision, the oldest first. */
  ofDecision(decision: string): Promise<StoredNotice[]>;
  /** Number of notices of a decision. */
  countOf(decision: string): Promise<number>;

  insertLink(link: NoticeLink): Promise<void>;
  /** A link by the hash of its code. */
  link(hash: string): Promise<NoticeLink | null>;
  /** The same; nobody else uses it until the transaction ends. */
  lockLink(hash: string): Promise<NoticeLink | null>;
  endLink(link: NoticeLink, atMs: number): Promise<void>;
  /** Links of a notice, the oldest first. */
  links(notice: string): Promise<NoticeLink[]>;
  /** Removes the links of a notice that have ended, but the newest. */
  removeOldLinks(notice: string, kept: number): Promise<void>;

  insertSession(session: NoticeSession): Promise<void>;
  session(hash: string): Promise<NoticeSession | null>;
  saveSeen(session: NoticeSession): Promise<void>;
  endSession(hash: string): Promise<void>;
  endSessionsOf(notice: string): Promise<void>;
  /** Ends the sessions that representatives have by a mandate. */
  endSessionsBy(mandate: string): Promise<void>;
  /** Removes sessions that began before a time. */
  removeSessions(beganBeforeMs: number): Promise<void>;
}
