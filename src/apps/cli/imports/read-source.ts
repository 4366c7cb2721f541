import { stat } from 'node:fs/promises';
import { env } from 'node:process';
import { askText, parseUrl } from '../../../adapters/model-servers/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type CardFormat, LONGEST_NAME, MOST_CHARACTERS } from '../../../domain/foreign-cards/index.js';
import { readTextFile } from '../frame/io.js';
import { readRunFolder } from '../lineage/run-document.js';

/** A document of another program, and where it is from. */
export interface Source {
  readonly document: string;
  readonly from: string;
}

/** What of a server of MLflow is meant. */
export interface MlflowWanted {
  readonly run?: string | undefined;
  readonly model?: string | undefined;
  readonly version?: string | undefined;
}

/** Bytes that are read of an answer: more than a document may have, so that one that is too long is told as such. */
const MOST_BYTES: number = 4 * MOST_CHARACTERS;
/** Environment variables with the tokens of a server, as the programs of these formats name them. */
const TOKENS: Readonly<Partial<Record<CardFormat, string>>> = {
  mlflow: 'MLFLOW_TRACKING_TOKEN',
  huggingface: 'HF_TOKEN',
};
const HUB = 'huggingface.co';

/**
 * Reads a document from a file, from the folder of a run of MLflow, or from an address. Redirects are not followed, and an answer is bounded in
 * size and time.
 *
 * @throws TribuneError USAGE, DATA_NOT_FOUND, DATA_UNREADABLE, MODEL_UNREACHABLE, MODEL_ANSWER_INVALID
 */
export async function readSource(format: CardFormat, source: string, wanted: MlflowWanted = {}): Promise<Source> {
  const isAddress = /^https?:\/\//i.test(source);
  const asks = wanted.run !== undefined || wanted.model !== undefined;
  if (asks && !isAddress)
    throw new TribuneError('USAGE', `${source} is no address, and a run or model is asked of a server`, {
      remedy: 'Give the address of the server of MLflow, or leave --run and --model out.',
    });
  if (isAddress && format === 'mlflow') return fromServer(parseUrl(source), wanted);
  if (isAddress) {
    const url = parseUrl(source);
    // What follows the path may be a signature that lets anybody read, and where a card is from is kept and shown.
    return { document: await ask(format, url), from: `${url.origin}${url.pathname}`.slice(-LONGEST_NAME) };
  }
  const from = source.slice(-LONGEST_NAME);
  const found = await stat(source).catch(() => null);
  if (format === 'mlflow' && found?.isDirectory() === true)
    return { document: JSON.stringify(await readRunFolder(source)), from };
  return { document: await readTextFile(source, 'document', 'DATA_NOT_FOUND'), from };
}

/** Whether a token is meant for an address. That of the Hub stands in the environment for the Hub, and a card may be of anywhere. */
const isFor = (format: CardFormat, { protocol, hostname, origin }: URL): boolean => {
  if (format !== 'huggingface') return true;
  const own = env.HF_ENDPOINT;
  if (own !== undefined && own !== '') return URL.canParse(own) && new URL(own).origin === origin;
  return protocol === 'https:' && (hostname === HUB || hostname.endsWith(`.${HUB}`));
};

async function ask(format: CardFormat, url: URL): Promise<string> {
  const token = isFor(format, url) ? env[TOKENS[format] ?? ''] : undefined;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return askText(url, { maxAnswerBytes: MOST_BYTES, headers });
}

/** What the REST interface of MLflow answers of a run, or of a version of a registered model and the run that made it. */
async function fromServer(base: URL, { run, model, version }: MlflowWanted): Promise<Source> {
  if ((run === undefined) === (model === undefined) || (model === undefined) !== (version === undefined))
    throw new TribuneError('USAGE', 'the address of a server of MLflow names no run', {
      remedy: 'Give --run ID, or --model NAME and --model-version N of the registered model.',
    });
  const from = `${base.origin}${base.pathname.replace(/\/$/, '')}`;
  const get = async (path: string, query: Record<string, string>): Promise<Record<string, unknown>> => {
    const url = new URL(`${from}/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`);
    return objectIn(await ask('mlflow', url), from);
  };
  if (run !== undefined)
    return {
      document: JSON.stringify(await get('runs/get', { run_id: run })),
      from: `${from} run ${run}`.slice(0, LONGEST_NAME),
    };
  const found = await get('model-versions/get', { name: model!, version: version! });
  const made = (found.model_version as { readonly run_id?: unknown } | undefined)?.run_id;
  const ran = typeof made === 'string' && made !== '' ? await get('runs/get', { run_id: made }) : {};
  return {
    document: JSON.stringify({ ...found, ...ran }),
    from: `${from} model ${model} version ${version}`.slice(0, LONGEST_NAME),
  };
}

function objectIn(text: string, from: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Record<string, unknown>;
  } catch {
    // What is no JSON is told as what is no object.
  }
  throw new TribuneError('MODEL_ANSWER_INVALID', `${from} does not answer as a server of MLflow does`, {
    remedy: 'Check the address: this may be a web page or another program.',
  });
}
