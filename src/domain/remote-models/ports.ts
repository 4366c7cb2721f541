import type { Feature, Matrix } from '../../core/models/index.js';
import type { CanaryComparison, Endpoint } from './pins/index.js';

/** Rows that a model behind a network is asked about. */
export interface Asked {
  readonly features: readonly Feature[];
  readonly rows: Matrix;
}

/** Its answers. */
export interface Answered {
  /** Number of scores of a row. */
  readonly outputs: number;
  /** Scores `[row * outputs + output]`, all finite. */
  readonly data: Float64Array;
}

/**
 * Asks a model behind a network for scores, within limits of time and size.
 *
 * @throws TribuneError `remote-model.host-not-named` for a host that the configuration does not name, MODEL_UNREACHABLE, MODEL_ANSWER_INVALID,
 * MODEL_INVALID for an address of no known protocol
 */
export type AskEndpoint = (endpoint: Endpoint, asked: Asked) => Promise<Answered>;

/** What the endpoint of a version answered its canaries. */
export interface CheckedEndpoint extends CanaryComparison {
  readonly version: string;
  /** Address without query. */
  readonly endpoint: string;
  readonly tolerance: number;
  readonly same: boolean;
}
