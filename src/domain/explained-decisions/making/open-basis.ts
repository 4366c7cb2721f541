import { TribuneError } from '../../../core/base/errors.js';
import {
  compileExplainer,
  type Explainer,
  type ReasonConfig,
  type RecourseConstraints,
  readConstraints,
  readReasons,
} from '../../../core/explain/index.js';
import { type Model, readModel } from '../../../core/models/index.js';
import { readDocument } from '../../../core/policy/read/index.js';
import { oneOutput } from '../../explanations/context/index.js';
import type { TableReader } from '../../explanations/ports/index.js';
import { DEFAULT_SEED } from '../../explanations/reasons/index.js';
import { type BoundRows, bindRows, groupsOf, type PeopleGroups } from '../../explanations/table/index.js';
import { isAttributeName } from '../../policy-proposals/index.js';
import type { BasisFacts, BasisFiles, ExplainRequest } from '../ports/index.js';
import { Nearness } from './nearness.js';

/** A version that is open: its model compiled against the people that it is compared with. */
export interface Basis {
  readonly facts: BasisFacts;
  readonly model: Model;
  readonly background: BoundRows;
  /** How near somebody is to the people of the background; made when it is first asked for. */
  readonly nearness: () => Nearness;
  readonly explainer: Explainer;
  readonly reasons: ReasonConfig | null;
  readonly constraints: RecourseConstraints | null;
}

/** Fewest people of a background: against one, values say how two persons differ. */
const FEWEST = 2;

/**
 * Opens the files of a version. The contributions are those of `tribune explain --background`, with the same method.
 *
 * @param background reads the people to compare with
 * @throws TribuneError MODEL_INVALID, INVALID_ARGUMENT, DATA_EMPTY, REASONS_INVALID, CONSTRAINTS_INVALID and those of the reader
 */
export async function openBasis(
  { version, explain }: Pick<ExplainRequest, 'version' | 'explain'>,
  files: Omit<BasisFiles, 'background'>,
  background: TableReader,
): Promise<Basis> {
  const read = readModel(files.model, { name: version, rounds: 'all' });
  const { model, tables } = await bindRows(read, [background], {});
  const people = tables[0]!;
  demandCompany(background.name, people.rows.rows);
  const output = oneOutput(model, explain.output);
  const explainer = compileExplainer(model, { background: people.rows, outputs: [output], seed: DEFAULT_SEED });
  // The base value is the same for everybody; the first of the background tells it.
  const { baseValue } = explainer.explain({
    ...people.rows,
    data: people.rows.data.slice(0, people.rows.columns),
    rows: 1,
  });
  const { table, digest, firstRow, rows, total } = people;
  const said = readSaid(files);
  let nearness: Nearness | undefined;
  return {
    facts: {
      version,
      explain,
      method: explainer.method,
      scale: explainer.scale,
      players: explainer.players,
      baseValue: baseValue[0]!,
      background: { rows: rows.rows, digest: explain.background, groups: await groupsIn(background, said.reasons) },
      output,
    },
    model,
    background: { table, digest, firstRow, rows, total },
    nearness: () => {
      nearness ??= new Nearness(model.features, rows);
      return nearness;
    },
    explainer,
    ...said,
  };
}

/** Of which groups the people to compare with are: by columns whose names say so, and those that the file of reasons calls protected or proxies. */
export function groupsIn(background: TableReader, reasons: ReasonConfig | null): Promise<PeopleGroups> {
  const told = new Set([...(reasons?.protectedFeatures ?? []), ...(reasons?.proxyFeatures ?? [])]);
  return groupsOf(background, (column) => told.has(column) || isAttributeName(column));
}

/** Refuses a background of one person. Throws DATA_EMPTY. */
export function demandCompany(name: string, people: number): void {
  if (people >= FEWEST) return;
  throw new TribuneError('DATA_EMPTY', `${name} has one row: nobody to compare with but one`, {
    remedy: 'Register people to compare with, for example those approved.',
  });
}

/** Reads the files of what is said in words. Throws REASONS_INVALID, CONSTRAINTS_INVALID. */
export const readSaid = (
  files: Pick<BasisFiles, 'reasons' | 'constraints'>,
): Pick<Basis, 'reasons' | 'constraints'> => ({
  reasons: files.reasons && readReasons(yamlOf(files.reasons, 'the reasons file', 'REASONS_INVALID')),
  constraints:
    files.constraints && readConstraints(yamlOf(files.constraints, 'the constraints', 'CONSTRAINTS_INVALID')),
});

/** The plain value of a YAML file; bombs, endless nesting and duplicate keys are refused. */
function yamlOf(bytes: Uint8Array, what: string, code: 'REASONS_INVALID' | 'CONSTRAINTS_INVALID'): unknown {
  const { document, mistakes } = readDocument(new TextDecoder().decode(bytes));
  const first = mistakes.find(({ severity }) => severity === 'error');
  if (document !== null && first === undefined) return document.value;
  throw new TribuneError(code, `${what}: ${first?.message ?? 'not valid YAML'}`, {
    remedy: 'Correct the file, store it again and register its new digest.',
  });
}
