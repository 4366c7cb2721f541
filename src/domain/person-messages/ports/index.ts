import type { StoredAddress, StoredMessage, WrittenMessage } from '../model/index.js';

/** Messages to people, and where they go. Rows stand under a keyed hash; addresses and texts are sealed. */
export interface PersonMessageStore {
  /** Saves the address of a notice in place of the one before. */
  saveAddress(address: StoredAddress): Promise<void>;
  /** The address of the newest notice of a decision that has one; null for none. */
  addressOf(decision: string): Promise<StoredAddress | null>;
  /** Adds a message; does nothing where there is one of its id. */
  add(message: StoredMessage): Promise<void>;
  save(message: StoredMessage): Promise<void>;
  remove(id: string): Promise<void>;
  find(id: string): Promise<StoredMessage | null>;
  /** The same; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<StoredMessage | null>;
  /** Messages that wait and are due, the longest first, and ids of rows that are not ours. */
  due(
    nowMs: number,
    limit: number,
  ): Promise<{ readonly messages: StoredMessage[]; readonly changed: readonly string[] }>;
  /** Counts rows that are not ours among the failed ones, so that they wait in front of no other message. Their content stays as it was found. */
  setAside(ids: readonly string[]): Promise<void>;
  /** Messages about a notice, the oldest first. */
  ofNotice(notice: string): Promise<StoredMessage[]>;
  counts(): Promise<{ readonly waiting: number; readonly failed: number }>;
  /** Decisions with an address or a message, by their ids. */
  decisions(after: string | null, limit: number): Promise<string[]>;
  /** Those of some decisions about which there is something. */
  among(decisions: readonly string[]): Promise<string[]>;
  /** Ids of all messages about a decision. */
  idsAbout(decision: string): Promise<string[]>;
  /** Removes addresses and messages about a decision; gives how many rows. */
  removeOf(decision: string): Promise<number>;
}

/** What became of an attempt; a problem names no address and no secret. */
export type MessageSent =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: string; readonly isFinal: boolean };

/** A message with what a system of the deployer needs to know to send it. */
export interface OutgoingMessage extends WrittenMessage {
  /** The same for every attempt. */
  readonly id: string;
  readonly kind: string;
  readonly notice: string;
  readonly decision: string;
  readonly case: string | null;
}

/** Sends a message once; never rejects. */
export type SendMessage = (message: OutgoingMessage) => Promise<MessageSent>;

/** Removes files that messages were written into and that are still there, by the ids of the messages. */
export type RemoveFiles = (ids: readonly string[]) => Promise<void>;
