import { wrongAnswer } from './fail.js';
import type { ModelServer } from './protocol.js';

/**
 * The server with one score of those that it answers for a row, counted from 0: whoever asks it cannot take another one for the score that is meant.
 *
 * @throws TribuneError MODEL_ANSWER_INVALID when it answers fewer scores
 */
export const oneScore = (server: ModelServer, output: number): ModelServer => ({
  address: server.address,
  describe: () => server.describe(),
  async ask(rows, features) {
    const { outputs, data, ...rest } = await server.ask(rows, features);
    if (output >= outputs)
      throw wrongAnswer(server.address, `answers ${outputs} score(s) a row, and number ${output} (from 0) is meant`);
    const meant = Float64Array.from({ length: data.length / outputs }, (_, r) => data[r * outputs + output]!);
    return { ...rest, outputs: 1, data: meant };
  },
});
