import { fieldOf, scoresOfRows } from './answer.js';
import { wrongAnswer } from './fail.js';
import { askJson, type HttpOptions } from './http.js';
import { allRows, type ModelServer } from './protocol.js';

/** TensorFlow Serving over REST: `url` is `http://host:8501/v1/models/NAME`, with `/versions/V` or `/labels/L` where wanted. */
export function tfServingServer(url: URL, options: HttpOptions = {}): ModelServer {
  const address = `${url.origin}${url.pathname}`.replace(/(:predict)?\/?$/, '');
  return {
    address,
    async describe() {
      const status = await askJson({ url: new URL(address) }, options);
      const versions = fieldOf(status, 'model_version_status');
      if (!Array.isArray(versions)) throw wrongAnswer(address, 'its status is not that of TensorFlow Serving');
      const available = versions.filter((entry) => fieldOf(entry, 'state') === 'AVAILABLE');
      if (available.length === 0) throw wrongAnswer(address, 'no version of the model is available');
      const name = /\/models\/([^/:]+)/.exec(address)?.[1] ?? 'model';
      const version = available.map((entry) => String(fieldOf(entry, 'version'))).join(',');
      return { name, version, features: null, width: null, acceptsMissing: false };
    },
    async ask(rows, features) {
      const body = { instances: allRows(rows, features) };
      const answer = await askJson({ url: new URL(`${address}:predict`), body }, options);
      const predictions = fieldOf(answer, 'predictions');
      if (predictions === undefined) throw wrongAnswer(address, 'the answer has no "predictions"');
      return scoresOfRows(predictions, rows.rows, address);
    },
  };
}
