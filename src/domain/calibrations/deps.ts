import type { Person } from '../../core/oversight/index.js';
import type { CaseStore, Oversight } from '../oversight/index.js';
import type { CalibrationActs } from './acts.js';
import type { CalibrationStore } from './ports.js';
import type { CalibrationCrypto } from './sealing.js';

export interface CalibrationsDeps {
  readonly acts: CalibrationActs;
  readonly store: CalibrationStore;
  readonly cases: Pick<CaseStore, 'settledByPanel' | 'ofDecision'>;
  readonly oversight: Pick<Oversight, 'outcome' | 'decision'>;
  /** Everybody who may read cases at all. */
  readonly readers: () => Promise<readonly Person[]>;
  readonly digestOf: (sealed: Uint8Array) => string;
  readonly crypto: CalibrationCrypto;
  readonly nowMs: () => number;
}
