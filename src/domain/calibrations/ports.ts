import type { Calibration, Standard, StoredSaid } from './model.js';

/** Calibrations with what was said in them. Rows stand under a keyed hash. */
export interface CalibrationStore {
  insert(calibration: Calibration): Promise<void>;
  save(calibration: Calibration): Promise<void>;
  find(id: string): Promise<Calibration | null>;
  /** The same; nobody else changes it until the transaction ends. */
  lock(id: string): Promise<Calibration | null>;
  /** The newest first. */
  list(limit: number): Promise<Calibration[]>;
  /** Keeps what somebody said of an item, in place of what they said before. */
  say(said: StoredSaid): Promise<void>;
  saidIn(calibration: string): Promise<StoredSaid[]>;
  /** Items of open calibrations for which somebody has said something, without what it is. */
  saidBy(calibration: string, who: string): Promise<number[]>;
}

/** What readers go by, by system and version. Rows stand under a keyed hash. */
export interface StandardStore {
  insert(standard: Standard): Promise<void>;
  /** The newest text of a system; null for none. */
  newest(system: string): Promise<Standard | null>;
  /** The newest first. */
  of(system: string, limit: number): Promise<Standard[]>;
}
