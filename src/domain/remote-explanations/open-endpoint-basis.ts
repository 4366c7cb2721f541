import { type BudgetPlan, planWithin } from '../../core/explain/index.js';
import type { Feature } from '../../core/models/index.js';
import { type Basis, demandCompany, groupsIn, readSaid } from '../explained-decisions/making/index.js';
import type { BasisFacts, BasisFiles, ExplainRequest, RemoteFacts } from '../explained-decisions/ports/index.js';
import type { RowTable, TableReader } from '../explanations/ports/index.js';
import { DEFAULT_SEED } from '../explanations/reasons/index.js';
import { bindTable, inferFeature } from '../explanations/table/index.js';
import { shownAddress } from '../remote-models/index.js';
import { type Pin, readPin } from '../remote-models/pins/index.js';
import type { AskEndpoint } from '../remote-models/ports.js';
import { EndpointModel } from './endpoint-model.js';

/** A version behind a network that is open: the people to compare with, and what the endpoint says of them. */
export interface EndpointBasis extends Pick<Basis, 'reasons' | 'constraints'> {
  readonly facts: BasisFacts & { readonly remote: RemoteFacts };
  readonly pin: Pin;
  readonly table: TableReader;
  readonly people: RowTable;
  /** Scores of the people, in their order. */
  readonly scores: Float64Array;
  readonly plan: BudgetPlan;
  /** Most rows that the endpoint is asked about for the contributions of one decision. */
  readonly evaluations: number;
}

/** How an endpoint is asked. */
export interface Asking {
  readonly ask: AskEndpoint;
  /** Most rows that it is asked about for the contributions of one decision. */
  readonly evaluations: number;
}

/**
 * Opens a version that is a pin: reads whom decisions are compared with, and asks the endpoint for their scores, once.
 *
 * @param background reads the people to compare with
 * @throws TribuneError MODEL_INVALID, INVALID_ARGUMENT, DATA_EMPTY, REASONS_INVALID, CONSTRAINTS_INVALID, those of the reader and of `AskEndpoint`
 */
export async function openEndpointBasis(
  { version, explain }: Pick<ExplainRequest, 'version' | 'explain'>,
  files: Omit<BasisFiles, 'background'>,
  { background: table, ask, evaluations }: Asking & { readonly background: TableReader },
): Promise<EndpointBasis> {
  const pin = readPin(files.model, version);
  const said = readSaid(files);
  const people = await table.read({ purpose: 'inputs', columns: pin.inputs });
  demandCompany(table.name, people.rows);
  const features = featuresOf(pin, [people]);
  const rows = bindTable(people, features, { name: table.name, unseen: 'refuse' });
  const plan = planWithin(pin.inputs, rows, evaluations);
  const model = modelOf({ pin, version, output: explain.output }, features, ask);
  model.allow(rows.rows);
  const scores = await model.predictLater(rows);
  return {
    facts: {
      version,
      explain,
      method: plan.method,
      scale: 'linked',
      players: pin.inputs,
      baseValue: scores.reduce((sum, one) => sum + one, 0) / scores.length,
      background: { rows: rows.rows, digest: explain.background, groups: await groupsIn(table, said.reasons) },
      output: explain.output ?? pin.output ?? 0,
      remote: { endpoint: model.address, canaries: pin.canaries, seed: DEFAULT_SEED },
    },
    pin,
    table,
    people,
    scores,
    plan,
    evaluations,
    ...said,
  };
}

/** The inputs of an endpoint: numbers, and texts with the categories that occur in some tables. */
export const featuresOf = ({ inputs, texts }: Pin, tables: readonly RowTable[]): Feature[] =>
  inputs.map((name, c) =>
    texts.includes(name)
      ? inferFeature(
          name,
          tables.flatMap(({ cells }) => cells[c]!),
          true,
        )
      : { name },
  );

/** The endpoint of a pin as a model that answers; nothing is allowed to be asked yet. */
export const modelOf = (
  { pin, version, output }: { readonly pin: Pin; readonly version: string; readonly output: number | undefined },
  features: readonly Feature[],
  ask: AskEndpoint,
): EndpointModel =>
  new EndpointModel({
    ...{ version, features, ask },
    address: shownAddress(pin.endpoint),
    endpoint: pin.endpoint,
    output: output ?? pin.output,
  });
