import type { ErrorCode } from '../../core/base/errors.js';

/** What a model is asked: its bytes, and the inputs of one decision as they were recorded. */
export interface ScoreRequest {
  /** Digest of the bytes. */
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** Name of the inputs in messages. */
  readonly name: string;
  /** Inputs as exact JSON, because whole numbers beyond 2^53 do not survive otherwise. */
  readonly inputs: string;
  /** The output whose score was recorded; null for the only one, or the favoured class of two. */
  readonly output: number | null;
}

/** What the model gives for the inputs. */
export interface Rescored {
  /** The sum before the link of the model. */
  readonly raw: number;
  /** What the model publishes, such as a probability. */
  readonly linked: number;
  /** Whether the model names no inputs, so that the recorded ones were taken in their order. */
  readonly byPlace: boolean;
}

/**
 * Runs a model on recorded inputs.
 *
 * @throws TribuneError MODEL_INVALID, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, INVALID_ARGUMENT, STORE_UNAVAILABLE
 */
export type Scorer = (request: ScoreRequest) => Promise<Rescored>;

/** What a model is asked about many decisions. */
export interface ScoreManyRequest extends Omit<ScoreRequest, 'name' | 'inputs'> {
  readonly decisions: readonly Pick<ScoreRequest, 'name' | 'inputs'>[];
}

/** Why the inputs of one decision of many cannot be run, as plain data. */
export interface Unscored {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * Runs a model on the recorded inputs of many decisions; the answers stand in their order.
 *
 * @throws TribuneError MODEL_INVALID, STORE_UNAVAILABLE
 */
export type ManyScorer = (request: ScoreManyRequest) => Promise<readonly (Rescored | Unscored)[]>;
