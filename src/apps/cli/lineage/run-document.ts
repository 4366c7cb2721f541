import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TribuneError } from '../../../core/base/errors.js';
import type { ForeignFormat } from '../../../domain/lineage/index.js';
import { readYamlFile } from '../explain/yaml-file.js';
import { readTextFile } from '../frame/io.js';

/** A document about a training run, and the format that it is in. */
export interface RunDocument {
  readonly format: ForeignFormat;
  readonly document: unknown;
}

/** Most files of a folder of parameters, tags or inputs. */
const MOST_FILES = 1000;
/** Longest value of a parameter or tag, bytes. */
const LONGEST_FILE = 20_000;
/** Longest line of a metric: time, value and step. */
const LONGEST_LINE = 200;

/**
 * Reads what is told of a run: the folder of a run of MLflow, or a file of JSON. The format of a file is found by its content.
 *
 * @throws TribuneError DATA_NOT_FOUND, DATA_UNREADABLE
 */
export async function readRunDocument(path: string): Promise<RunDocument> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw notFound(path);
  if (found.isDirectory()) return { format: 'mlflow', document: await readRunFolder(path) };
  const document = parse(await readTextFile(path, 'run', 'DATA_NOT_FOUND'), path);
  const [first] = Array.isArray(document) ? document : [document];
  const isEvent = typeof first === 'object' && first !== null && ('eventType' in first || 'eventTime' in first);
  return { format: isEvent ? 'openlineage' : 'mlflow', document };
}

const notFound = (path: string): TribuneError =>
  new TribuneError('DATA_NOT_FOUND', `${path} does not exist`, {
    remedy: 'Name the folder of a run of MLflow, or a file with its run or with events of OpenLineage.',
    place: { file: path },
  });

/** One document, or one event a line, as OpenLineage writes them to files. */
function parse(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const lines = content.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      // The error of the whole file says more.
    }
    throw new TribuneError('DATA_UNREADABLE', `${path} is no JSON`, {
      remedy:
        'Give what the REST interface of MLflow answers (runs/get), or events of OpenLineage, one a line or as a list.',
      place: { file: path },
      cause,
    });
  }
}

/** The folder of a run of MLflow as its REST interface would answer it. Only what says something of data, code, parameters and metrics is read. */
export async function readRunFolder(path: string): Promise<unknown> {
  const info = await yamlOf(join(path, 'meta.yaml'));
  const [params, tags] = await Promise.all([pairsOf(join(path, 'params')), pairsOf(join(path, 'tags'))]);
  const inputs = await namesIn(join(path, 'inputs'));
  const datasets = await Promise.all(inputs.map((input) => inputOf(path, input)));
  const metrics = await metricsOf(join(path, 'metrics'));
  return { run: { info, data: { params, tags, metrics }, inputs: { dataset_inputs: datasets } } };
}

/** The last value of each metric: MLflow writes a line `TIME VALUE STEP` for each step, of which only the end of the file is read. */
async function metricsOf(folder: string): Promise<{ key: string; value: number | string }[]> {
  const names = await namesIn(folder);
  const found = await Promise.all(names.map(async (key) => ({ key, line: await lastLineOf(join(folder, key)) })));
  return found.flatMap(({ key, line }) => {
    const value = line.split(' ')[1];
    if (value === undefined || value === '') return [];
    return [{ key, value: Number.isFinite(Number(value)) ? Number(value) : value }];
  });
}

async function lastLineOf(path: string): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return '';
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(LONGEST_LINE),
      position: Math.max(0, size - LONGEST_LINE),
    });
    return buffer.toString('utf8', 0, bytesRead).trim().split('\n').at(-1)!;
  } catch {
    // A folder among the metrics is a metric whose name has a slash; it is told by its own files in the REST interface.
    return '';
  } finally {
    await file.close();
  }
}

/** An input of a run, and the data set that it names, which stands beside the runs of the experiment. */
async function inputOf(path: string, input: string): Promise<object> {
  const { source_id: source, tags = {} } = await yamlOf(join(path, 'inputs', input, 'meta.yaml'));
  const dataset =
    typeof source === 'string' && /^[\w-]+$/.test(source)
      ? await yamlOf(join(path, '..', 'datasets', source, 'meta.yaml'))
      : {};
  return { dataset, tags: Object.entries(tags as object).map(([key, value]) => ({ key, value: String(value) })) };
}

async function yamlOf(file: string): Promise<Record<string, unknown>> {
  const { value } = await readYamlFile(file, 'run of MLflow', 'DATA_UNREADABLE', (found) => found);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Files of a folder as pairs; MLflow writes one file for each parameter and tag. */
async function pairsOf(folder: string): Promise<{ key: string; value: string }[]> {
  const names = await namesIn(folder);
  return Promise.all(
    names.map(async (key) => {
      const file = join(folder, key);
      if ((await stat(file)).size > LONGEST_FILE) return { key, value: '' };
      return { key, value: (await readFile(file, 'utf8')).trim() };
    }),
  );
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  if (entries.length > MOST_FILES)
    throw new TribuneError('DATA_TOO_LARGE', `${folder} holds ${entries.length} files, more than ${MOST_FILES}`, {
      remedy: 'Give what the REST interface of MLflow answers (runs/get), without what is not about data or code.',
    });
  return entries.sort();
}
