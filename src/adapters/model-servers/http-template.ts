import { TribuneError } from '../../core/base/errors.js';
import { parseUrl } from './address.js';
import { fieldOf, scoresOfRows } from './answer.js';
import { wrongAnswer } from './fail.js';
import { askJson, type HttpOptions } from './http.js';
import { allRows, type ModelServer } from './protocol.js';

/** A server that speaks its own JSON, described in a file `tribune: http-model/v1`. */
export interface HttpTemplate {
  readonly url: string;
  /** Headers. Values `env:NAME` are taken from the environment, so that the file holds no secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of the inputs in their order; null for the columns of the data. */
  readonly inputs: readonly string[] | null;
  /**
   * Body of a request, in which the texts `{rows}` (lists), `{records}` (objects by name) and `{columns}` (names) are replaced by the
   * batch.
   */
  readonly request: unknown;
  /** Path to the scores of the rows in the answer: `result.items[*].score`; empty for the answer itself. */
  readonly scores: string;
  readonly acceptsMissing: boolean;
}

const KEYS = ['tribune', 'url', 'headers', 'inputs', 'request', 'scores', 'acceptsMissing'];

/**
 * Checks a parsed template file. Throws USAGE.
 *
 * @example
 * readHttpTemplate({ tribune: 'http-model/v1', url: 'http://127.0.0.1:8080/score',
 *   request: { applicants: '{records}' }, scores: 'results[*].probability' });
 */
export function readHttpTemplate(value: unknown, where: string): HttpTemplate {
  const fail = (what: string, remedy = 'See docs/guides/explanations.md, section Model servers.'): TribuneError =>
    new TribuneError('USAGE', `${where}: ${what}`, { remedy });
  if (fieldOf(value, 'tribune') !== 'http-model/v1') throw fail('is not a file "tribune: http-model/v1"');
  const stray = Object.keys(value as object).find((key) => !KEYS.includes(key));
  if (stray !== undefined) throw fail(`"${stray}" is no key that is known here`, `Known keys: ${KEYS.join(', ')}.`);
  const url = fieldOf(value, 'url');
  const scores = fieldOf(value, 'scores') ?? '';
  const inputs = fieldOf(value, 'inputs') ?? null;
  const headers = fieldOf(value, 'headers') ?? {};
  const request = fieldOf(value, 'request');
  if (typeof url !== 'string') throw fail('url is missing');
  if (typeof scores !== 'string') throw fail('scores is no path', 'Write a path such as results[*].score.');
  if (inputs !== null && !(Array.isArray(inputs) && inputs.every((name) => typeof name === 'string'))) {
    throw fail('inputs is no list of names');
  }
  if (
    typeof headers !== 'object' ||
    headers === null ||
    !Object.values(headers).every((text) => typeof text === 'string')
  ) {
    throw fail('headers is no table of texts');
  }
  if (!mentionsRows(request)) throw fail('request holds neither "{rows}" nor "{records}"');
  return {
    url: parseUrl(url).href,
    headers: headers as Record<string, string>,
    inputs: inputs as readonly string[] | null,
    request,
    scores,
    acceptsMissing: fieldOf(value, 'acceptsMissing') === true,
  };
}

const mentionsRows = (value: unknown): boolean => {
  const text = JSON.stringify(value) ?? '';
  return text.includes('"{rows}"') || text.includes('"{records}"');
};

/** Replaces `env:NAME` in headers by environment variables. Throws USAGE when one is not set. */
export function resolveHeaders(
  headers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => {
      const variable = /^env:(\w+)$/.exec(text)?.[1];
      if (variable === undefined) return [name, text];
      const found = environment[variable];
      if (found === undefined) {
        throw new TribuneError(
          'USAGE',
          `the header ${name} needs the environment variable ${variable}, which is not set`,
        );
      }
      return [name, found];
    }),
  );
}

export function templateServer(template: HttpTemplate, options: HttpOptions = {}): ModelServer {
  const url = new URL(template.url);
  const address = `${url.origin}${url.pathname}`;
  return {
    address,
    describe: () =>
      Promise.resolve({
        name: 'http',
        version: null,
        features: template.inputs?.map((name) => ({ name })) ?? null,
        width: template.inputs?.length ?? null,
        acceptsMissing: template.acceptsMissing,
      }),
    async ask(rows, features) {
      const columns = features.map((feature) => feature.name);
      const lists = allRows(rows, features);
      const records = (): object[] =>
        lists.map((list) => Object.fromEntries(list.map((cell, j) => [columns[j]!, cell])));
      const body = fill(template.request, { rows: () => lists, records, columns: () => columns });
      const answer = await askJson({ url, body }, options);
      const found = followPath(answer, template.scores);
      if (found === undefined) throw wrongAnswer(address, `the answer has nothing at "${template.scores}"`);
      return scoresOfRows(found, rows.rows, address);
    },
  };
}

type Fillers = Readonly<Record<'rows' | 'records' | 'columns', () => unknown>>;

function fill(value: unknown, fillers: Fillers): unknown {
  if (typeof value === 'string') {
    const name = /^\{(rows|records|columns)\}$/.exec(value)?.[1] as keyof Fillers | undefined;
    return name === undefined ? value : fillers[name]();
  }
  if (Array.isArray(value)) return value.map((entry) => fill(entry, fillers));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fill(entry, fillers)]));
  }
  return value;
}

/** Follows a path such as `a.b[*].c`: keys with dots, `[*]` for each entry of a list, `[0]` for one of them. */
function followPath(value: unknown, path: string): unknown {
  const parts = [...path.matchAll(/\[(\*|\d+)\]|[^.[\]]+/g)].map(([whole, inner]) => ({ key: whole, inner }));
  return parts.length === 0 ? value : step(value, parts, 0);
}

function step(value: unknown, parts: readonly { key: string; inner: string | undefined }[], at: number): unknown {
  const part = parts[at];
  if (part === undefined) return value;
  if (part.inner === '*') return Array.isArray(value) ? value.map((entry) => step(entry, parts, at + 1)) : undefined;
  if (part.inner !== undefined)
    return Array.isArray(value) ? step(value[Number(part.inner)], parts, at + 1) : undefined;
  return step(fieldOf(value, part.key), parts, at + 1);
}
