import { explainWithWorkers, MAX_WORKERS } from '../../../adapters/explain-workers/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { ExplanationContext } from '../../../domain/explanations/context/index.js';
import type { ExplainElsewhere } from '../../../domain/explanations/rows/index.js';
import type { ParsedArguments } from '../frame/spec.js';
import { digestOfBytes, readModelBytes } from './model-file.js';
import { wholeNumber } from './options.js';

/** Explains on the threads that `--workers` asks for; undefined where one is enough. */
export function threadsOf(
  args: ParsedArguments,
  context: ExplanationContext,
  bytesOf: () => Promise<Uint8Array> = () => readModelBytes(context.modelName),
): ExplainElsewhere | undefined {
  const workers = wholeNumber(args, 'workers', 1) ?? 1;
  if (workers > MAX_WORKERS) throw new TribuneError('USAGE', `--workers ${workers}: at most ${MAX_WORKERS}`);
  if (workers === 1) return undefined;
  const { model, modelName: name, digest } = context;
  // Every thread reads the model for itself, from the bytes that were read when the command began.
  return async (rows, options) => {
    const bytes = await bytesOf();
    const { used, best } = model.rounds ?? { used: 0, best: -1 };
    if (digestOfBytes(bytes) !== digest) {
      throw new TribuneError('MODEL_INVALID', `model ${name} changed while it was being explained`, {
        remedy: 'Run the command again when nothing writes to the file.',
        place: { file: name },
      });
    }
    const rounds = used === best ? 'best' : 'all';
    return explainWithWorkers(bytes, rows, options, { workers, name, inputs: model.featureNames, rounds });
  };
}
