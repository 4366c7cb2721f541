import { type ExplanationContext, roundsOf } from '../context/index.js';
import type { ComparedVersions } from './compare.js';

/** Number of rows per piece of text, because a large result would not fit one string. */
const ROWS_PER_PIECE = 500;

/** A comparison as JSON in pieces; one line per row. */
export function* compareJson(compared: ComparedVersions): Generator<string> {
  const { rows } = compared.comparison;
  yield `${JSON.stringify(head(compared), null, 2).slice(0, -2)},\n  "rows": [`;
  for (let from = 0; from < rows; from += ROWS_PER_PIECE) {
    const count = Math.min(ROWS_PER_PIECE, rows - from);
    const lines = Array.from({ length: count }, (_, i) => `\n    ${JSON.stringify(rowOf(compared, from + i))}`);
    yield `${from > 0 ? ',' : ''}${lines.join(',')}`;
  }
  yield '\n  ]\n}\n';
}

const modelOf = ({ model, digest }: ExplanationContext) => ({
  kind: model.kind,
  digest,
  outputs: model.numOutputs,
  ...roundsOf(model),
});

function head({ before, after, output, by, comparison, decision, summary }: ComparedVersions): object {
  const { data, background } = after;
  return {
    schemaVersion: '1',
    before: modelOf(before),
    after: modelOf(after),
    output,
    method: comparison.method,
    scale: comparison.scale,
    data: { rows: data.rows.rows, digest: data.digest },
    background: background === null ? null : { rows: background.rows.rows, digest: background.digest },
    by,
    baseValue: comparison.baseValue[0],
    score: summary.score,
    inputs: summary.players,
    decision,
    flips: summary.flips,
  };
}

/** A row of the comparison, whose `values` sum to `after - before - baseValue`. */
function rowOf({ comparison, scores, groups, decisions }: ComparedVersions, r: number): object {
  const { players, values, additivityError } = comparison;
  return {
    index: r,
    ...(groups === null ? {} : { group: groups[r] }),
    before: scores.before[r],
    after: scores.after[r],
    values: Object.fromEntries(players.map((name, p) => [name, values[r * players.length + p]])),
    additivityError: additivityError[r],
    ...(decisions === null ? {} : { flip: flipOf(decisions.before[r]!, decisions.after[r]!) }),
  };
}

const flipOf = (before: boolean, after: boolean): 'gained' | 'lost' | null =>
  before === after ? null : after ? 'gained' : 'lost';
