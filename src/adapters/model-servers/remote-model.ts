import { createHash } from 'node:crypto';
import { counted } from '../../core/base/counted.js';
import { TribuneError } from '../../core/base/errors.js';
import { blackBoxModel, checkRows, type Feature, type Matrix, type Model, sliceRows } from '../../core/models/index.js';
import type { Scores } from './answer.js';
import { wrongAnswer } from './fail.js';
import { CANARY_REPEATS, CANARY_ROWS, DEFAULT_BATCH_ROWS, LABEL_ROWS } from './limits.js';
import type { ModelServer, ServerDescription } from './protocol.js';

export interface RemoteOptions {
  readonly batchRows?: number;
  /** Called once for each caution that need not stop the caller. */
  readonly warn?: (message: string) => void;
}

/** A model behind a network: it is like a model in memory, but answers asynchronously. */
export interface RemoteModel {
  readonly address: string;
  readonly description: ServerDescription;
  readonly features: readonly Feature[];
  readonly numOutputs: number;
  /** `sha256:...` of the server's description of itself and its inputs; the weights are not known. */
  readonly digest: string;
  /** The model for the core. Its own `predictRaw` is never called: see `predictLater` and `answerLater`. */
  readonly model: Model;
  /** Scores `[row * outputs + output]`, in batches. Throws MODEL_UNREACHABLE, MODEL_ANSWER_INVALID. */
  predictLater(rows: Matrix): Promise<Float64Array>;
}

/**
 * Binds a server to the inputs of the data and checks it before its scores are used: the number of inputs, the shape of its answers, and
 * that the same row gets the same answer each time, because a model with random answers cannot be explained.
 *
 * @param sample rows that are sent first
 */
export async function bindRemote(
  server: ModelServer,
  description: ServerDescription,
  bound: { features: readonly Feature[]; sample: Matrix },
  options: RemoteOptions = {},
): Promise<RemoteModel> {
  const { features, sample } = bound;
  const featureNames = features.map((feature) => feature.name);
  if (description.width !== null && description.width !== features.length) {
    throw new TribuneError(
      'DATA_COLUMN_MISSING',
      `${server.address} wants ${counted(description.width, 'input')}, the data give ${features.length}`,
      { remedy: `Name them in their order: --inputs a,b,c. Columns now: ${featureNames.slice(0, 12).join(', ')}.` },
    );
  }
  const { acceptsMissing } = description;
  checkRows({ featureNames, features, acceptsMissing }, sample);
  const canary = await askCanary(server, features, sliceRows(sample, 0, Math.min(CANARY_ROWS, sample.rows)));
  const labels = labelWatch(server.address, options.warn ?? (() => {}));
  const numOutputs = canary.outputs;
  const pair = pairWatch(server.address, canary, options.warn ?? (() => {}));
  const model = blackBoxModel({
    format: 'remote',
    ...(pair === null ? {} : { chances: 'both' }),
    features,
    link: 'identity',
    numOutputs,
    acceptsMissing,
    arithmetic: 'float32',
    predictRaw: () => {
      throw new TribuneError('INTERNAL', 'a remote model was asked as if it were in memory');
    },
    toLinked: (raw) => raw,
  });
  const batchRows = options.batchRows ?? DEFAULT_BATCH_ROWS;
  return {
    address: server.address,
    description,
    features,
    numOutputs,
    digest: digestOf(server.address, description, featureNames),
    model,
    async predictLater(rows) {
      checkRows({ featureNames, features, acceptsMissing }, rows);
      const out = new Float64Array(rows.rows * numOutputs);
      for (let from = 0; from < rows.rows; from += batchRows) {
        const batch = sliceRows(rows, from, Math.min(from + batchRows, rows.rows));
        const scores = await server.ask(batch, features);
        if (scores.outputs !== numOutputs) {
          throw wrongAnswer(
            server.address,
            `answers ${counted(scores.outputs, 'score')} a row, before it was ${numOutputs}`,
          );
        }
        labels(scores.data, scores.declaredLabels ?? false);
        pair?.(scores.data);
        out.set(scores.data, from * numOutputs);
      }
      return out;
    },
  };
}

/** Sends the same rows several times and checks that the answers have the same bits. */
async function askCanary(server: ModelServer, features: readonly Feature[], rows: Matrix): Promise<Scores> {
  const first = await server.ask(rows, features);
  for (let again = 1; again < CANARY_REPEATS; again++) {
    const other = await server.ask(rows, features);
    const i = first.data.findIndex((score, at) => !Object.is(score, other.data[at]));
    if (other.outputs !== first.outputs || i >= 0) {
      throw wrongAnswer(
        server.address,
        `the same row is answered ${first.data[Math.max(0, i)]} and then ${other.data[Math.max(0, i)]}`,
        'Make the model deterministic (no dropout, no sampling, one version behind the address) before it is explained.',
      );
    }
  }
  return first;
}

/** Tolerance of a sum of two scores: servers round each score separately, some to three decimals. */
const PAIR_TOLERANCE = 1e-3;

const firstApart = (scores: Float64Array): number => {
  for (let i = 0; i < scores.length; i += 2) {
    const [first, second] = [scores[i]!, scores[i + 1]!];
    if (!(first >= 0 && second >= 0 && Math.abs(first + second - 1) <= PAIR_TOLERANCE)) return i / 2;
  }
  return -1;
};

/**
 * Watches two scores that sum to one in every row: they are the chances of two classes, of which the second is meant where none is named.
 * The result is null where they do not sum to one, otherwise a function that warns once if a later row does not.
 */
function pairWatch(
  address: string,
  canary: Scores,
  warn: (message: string) => void,
): ((scores: Float64Array) => void) | null {
  if (canary.outputs !== 2 || canary.data.length === 0 || firstApart(canary.data) >= 0) return null;
  let isDone = false;
  return (scores) => {
    const at = isDone ? -1 : firstApart(scores);
    if (at < 0) return;
    isDone = true;
    warn(
      `${address} answered two scores that sum to one, and now ${scores[2 * at]} and ${scores[2 * at + 1]}: they are no chances of two classes. Name the score that is meant with --output 0 or 1.`,
    );
  };
}

/** Warns once when the answers look like decisions instead of scores. */
function labelWatch(
  address: string,
  warn: (message: string) => void,
): (scores: Float64Array, declared: boolean) => void {
  let seen = 0;
  let isWhole = true;
  let isDone = false;
  return (scores, declared) => {
    seen += scores.length;
    isWhole &&= scores.every(Number.isInteger);
    if (isDone || !(declared || (isWhole && seen >= LABEL_ROWS))) return;
    isDone = true;
    warn(
      `${address} answers whole numbers only: these look like labels, not scores. Explanations, cutoffs and fairness need scores (predict_proba).`,
    );
  };
}

function digestOf(address: string, description: ServerDescription, names: readonly string[]): string {
  const { name, version, width } = description;
  const text = JSON.stringify({ address, name, version, width, inputs: names });
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
