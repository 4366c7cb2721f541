import type { ForeignCard, ForeignDataset } from '../document/index.js';
import { type Path, sha256Of, type Understood, unreadableCard } from '../document/index.js';

/** Tags in which MLflow, or whoever follows its habit, writes what is asked here. */
const TAGS = { user: 'mlflow.user', context: 'mlflow.data.context', licence: 'license' } as const;

/**
 * A run of MLflow as its REST interface answers it (`runs/get`), with the version of a registered model (`model-versions/get`) where there is one,
 * or a run as mlflow-export-import writes it (`mlflow.info`, mappings in the place of lists of pairs). The last value of each metric counts, and
 * a digest of MLflow is no SHA-256 of the bytes, so it counts as the version of the data set.
 */
export function mlflowCard(read: Understood): ForeignCard {
  const base: Path = read.has(['run', 'info']) ? ['run'] : read.has(['mlflow', 'info']) ? ['mlflow'] : [];
  const id = read.name([...base, 'info', 'run_id']) ?? read.name([...base, 'info', 'run_uuid']);
  const version: Path = ['model_version'];
  const model = read.name([...version, 'name']);
  if (id === null && model === null)
    throw unreadableCard(
      'the document holds no run of MLflow (`run.info.run_id`) and no version of a model (`model_version.name`)',
      {
        remedy:
          'Give what GET /api/2.0/mlflow/runs/get?run_id=... answers, or the address of the server with --run or --model.',
      },
    );
  const data: Path = read.has([...base, 'data']) ? [...base, 'data'] : base;
  const tags = new Map(pairs(read, [...data, 'tags']).map(({ name, at }) => [name, at]));
  const tag = (name: string): string | null => (tags.has(name) ? read.text(tags.get(name)!) : null);
  // Both are told of the same thing; the name of the registered model is the one that people know.
  const runName = read.name([...base, 'info', 'run_name']);
  const notes = tag('mlflow.note.content');
  return {
    name: model ?? runName ?? id,
    version: read.name([...version, 'version']),
    digest: null,
    authors: unique([tag(TAGS.user), read.name([...version, 'user_id']), read.name([...base, 'info', 'user_id'])]),
    description: read.text([...version, 'description']) ?? notes,
    licences: unique([tag(TAGS.licence)]),
    intendedUse: [],
    limitations: [],
    madeOf: [],
    parameters: pairs(read, [...data, 'params']).flatMap(({ name, at }) => {
      const value = read.text(at);
      return value === null ? [] : [{ name, value }];
    }),
    datasets: read.list([...base, 'inputs', 'dataset_inputs']).flatMap((at) => datasetOf(read, at)),
    metrics: pairs(read, [...data, 'metrics']).flatMap(({ name, at }) => {
      const value = read.measured(at) ?? read.measured([...latestOf(read, at), 'value']);
      return value === null ? [] : [{ metric: name, value, slice: null, lower: null, upper: null }];
    }),
  };
}

/**
 * An export has every step of a metric, however many. The highest step stands, of several of it the latest, and of several at once the largest, as
 * on a server of MLflow.
 */
function latestOf(read: Understood, at: Path): Path {
  const all = read.at(at);
  if (!Array.isArray(all)) return at;
  const told = (place: number, name: string, otherwise: number): number => {
    const value = read.at([...at, place, name]);
    return typeof value === 'number' ? value : otherwise;
  };
  const later = (a: number, b: number, name: string, otherwise = 0): number =>
    told(a, name, otherwise) - told(b, name, otherwise);
  const latest = all.reduce<number>((found, _, place) => {
    const by = later(place, found, 'step') || later(place, found, 'timestamp');
    return (by || later(place, found, 'value', Number.NEGATIVE_INFINITY)) < 0 ? found : place;
  }, 0);
  return [...at, latest];
}

/** Pairs of MLflow: a list of `{ key, value }`, or a mapping. */
function pairs(read: Understood, path: Path): { readonly name: string; readonly at: Path }[] {
  const listed = read.list(path).flatMap((at) => {
    const name = read.has([...at, 'value']) ? read.name([...at, 'key']) : null;
    return name === null ? [] : [{ name, at: [...at, 'value'] }];
  });
  return listed.length > 0 ? listed : read.members(path).map(([name, at]) => ({ name, at }));
}

function datasetOf(read: Understood, at: Path): ForeignDataset[] {
  const name = read.name([...at, 'dataset', 'name']);
  if (name === null) return [];
  const told = read.name([...at, 'dataset', 'digest']);
  const digest = sha256Of(told);
  const context = pairs(read, [...at, 'tags']).find((pair) => pair.name === TAGS.context);
  return [
    {
      name,
      version: digest === null ? told : null,
      digest,
      role: context === undefined ? null : read.name(context.at),
    },
  ];
}

const unique = (all: readonly (string | null)[]): string[] => [...new Set(all.filter((one) => one !== null))];
