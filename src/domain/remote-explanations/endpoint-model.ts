import { TribuneError } from '../../core/base/errors.js';
import { blackBoxModel, type Feature, type Matrix, type Model } from '../../core/models/index.js';
import type { AnsweringModel } from '../explanations/ports/index.js';
import type { Endpoint } from '../remote-models/pins/index.js';
import type { AskEndpoint } from '../remote-models/ports.js';

/** Thrown where more would be asked than is allowed. */
export class QuestionsSpent extends Error {}

export interface EndpointModelParts {
  /** Digest of the version. */
  readonly version: string;
  /** Address without query. */
  readonly address: string;
  readonly endpoint: Endpoint;
  readonly features: readonly Feature[];
  /** The score that is meant, of several; null for the only one. */
  readonly output: number | null;
  readonly ask: AskEndpoint;
}

/** Scores of an endpoint, one a row, each row asked about once and only as many as are allowed. */
export class EndpointModel implements AnsweringModel {
  readonly address: string;
  readonly numOutputs = 1;
  readonly digest: string;
  readonly model: Model;
  readonly #parts: EndpointModelParts;
  readonly #known = new Map<string, number>();
  #left = 0;
  #asked = 0;

  constructor(parts: EndpointModelParts) {
    this.#parts = parts;
    this.address = parts.address;
    this.digest = parts.version;
    this.model = blackBoxModel({
      format: 'remote',
      features: parts.features,
      link: 'identity',
      numOutputs: 1,
      // Whether a missing value can be sent is said by the server, whose adapter refuses the row.
      acceptsMissing: true,
      arithmetic: 'float32',
      predictRaw: () => {
        throw new TribuneError('INTERNAL', 'an endpoint was asked as if it were in memory');
      },
      toLinked: (raw) => raw,
    });
  }

  /** Number of rows that were asked about. */
  get asked(): number {
    return this.#asked;
  }

  /** Allows so many rows from now on, besides those that are known. */
  allow(rows: number): void {
    this.#left = rows;
  }

  /** Tells scores that are known already. */
  tell(rows: Matrix, scores: Float64Array): void {
    for (let r = 0; r < rows.rows; r++) this.#known.set(keyOf(rows, r), scores[r]!);
  }

  /**
   * Gives the scores of rows.
   *
   * @throws QuestionsSpent where more would be asked than is allowed, and those of `AskEndpoint`
   */
  async predictLater(rows: Matrix): Promise<Float64Array> {
    const unknown = new Map<string, number>();
    for (let r = 0; r < rows.rows; r++) {
      const key = keyOf(rows, r);
      if (!this.#known.has(key)) unknown.set(key, r);
    }
    if (unknown.size > this.#left) throw new QuestionsSpent();
    if (unknown.size > 0) {
      const wanted = rowsAt(rows, [...unknown.values()]);
      this.#left -= wanted.rows;
      this.#asked += wanted.rows;
      this.tell(wanted, await this.#ask(wanted));
    }
    return Float64Array.from({ length: rows.rows }, (_, r) => this.#known.get(keyOf(rows, r))!);
  }

  async #ask(rows: Matrix): Promise<Float64Array> {
    const { ask, endpoint, features, output, address } = this.#parts;
    const { outputs, data } = await ask(endpoint, { features, rows });
    const at = output ?? (outputs === 1 ? 0 : null);
    if (at === null || at >= outputs) throw severalScores(address, outputs, at);
    return Float64Array.from({ length: rows.rows }, (_, r) => data[r * outputs + at]!);
  }
}

const keyOf = ({ data, columns }: Matrix, r: number): string => data.subarray(r * columns, (r + 1) * columns).join(',');

function rowsAt({ data: from, columns }: Matrix, indices: readonly number[]): Matrix {
  const data = new Float64Array(indices.length * columns);
  for (const [i, r] of indices.entries()) data.set(from.subarray(r * columns, (r + 1) * columns), i * columns);
  return { data, rows: indices.length, columns };
}

const severalScores = (address: string, outputs: number, at: number | null): TribuneError =>
  new TribuneError(
    'MODEL_INVALID',
    at === null
      ? `${address} answers ${outputs} scores a row, and nothing says which is meant`
      : `${address} answers ${outputs} scores a row, and number ${at} is meant`,
    { remedy: 'Register the version with the number of the score: `explain: { output: N }`.' },
  );
