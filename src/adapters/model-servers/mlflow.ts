import { fieldOf, scoresOfRows } from './answer.js';
import { wrongAnswer } from './fail.js';
import { askJson, type HttpOptions } from './http.js';
import { allRows, type ModelServer } from './protocol.js';

/** An MLflow scoring server (2.0 and later); `url` is the address of the server or of its `/invocations`. */
export function mlflowServer(url: URL, options: HttpOptions = {}): ModelServer {
  const address = `${url.origin}${url.pathname.replace(/\/(invocations\/?)?$/, '')}/invocations`;
  return {
    address,
    // The server does not describe its model; its version page gives the version of MLflow only.
    describe: () =>
      Promise.resolve({ name: 'mlflow', version: null, features: null, width: null, acceptsMissing: true }),
    async ask(rows, features) {
      const body = {
        dataframe_split: { columns: features.map((feature) => feature.name), data: allRows(rows, features) },
      };
      const answer = await askJson({ url: new URL(address), body }, options);
      const predictions = fieldOf(answer, 'predictions');
      if (predictions === undefined) throw wrongAnswer(address, 'the answer has no "predictions"');
      return scoresOfRows(predictions, rows.rows, address);
    },
  };
}
