import { TribuneError } from '../../../core/base/errors.js';
import type { ModelStore } from '../../../domain/model-store/ports.js';
import type { Recheck, RecheckQuestion } from '../../../domain/oversight/ports/index.js';
import type { Scorer } from '../../../domain/replays/ports.js';

/** What is wrong with bytes or inputs leaves the appeal to people, and refuses nothing. */
const NOT_RUN = [
  ...['MODEL_INVALID', 'DATA_COLUMN_MISSING', 'DATA_VALUE_INVALID', 'INVALID_ARGUMENT', 'NOT_FOUND', 'STORE_INVALID'],
  ...['STORE_UNAVAILABLE', 'MODEL_UNREACHABLE', 'DATA_TOO_LARGE'],
];

/** Runs the version that decided by the bytes that are held, by the rule that holds everywhere: 1 if and only if score >= cutoff. */
export const recheckOver =
  (models: Pick<ModelStore, 'get'>, score: Scorer): Recheck =>
  async (question) =>
    (await scoreOver(models, score)(question))?.outcome ?? null;

/** The same with the score. */
export const scoreOver =
  (models: Pick<ModelStore, 'get'>, score: Scorer) =>
  async ({ decision, version, cutoff, inputs }: RecheckQuestion): Promise<{ score: number; outcome: 0 | 1 } | null> => {
    try {
      const name = `the corrected inputs of decision ${decision}`;
      const { linked } = await score({ digest: version, bytes: await models.get(version), name, inputs, output: null });
      return Number.isFinite(linked) ? { score: linked, outcome: linked >= cutoff ? 1 : 0 } : null;
    } catch (cause) {
      if (cause instanceof TribuneError && NOT_RUN.includes(cause.code)) return null;
      throw cause;
    }
  };
