import { counted } from '../../../../core/base/counted.js';
import { defined } from '../../../../core/base/defined.js';
import { TribuneError } from '../../../../core/base/errors.js';
import type { AnchorCondition, AnchorRule, ScoreScale } from '../../../../core/explain/index.js';
import { anchorDocument, anchorOf, cutoffFor } from '../../../../domain/explanations/checks/index.js';
import { oneOutput } from '../../../../domain/explanations/context/index.js';
import { DEFAULT_SEED } from '../../../../domain/explanations/reasons/index.js';
import { shownInput } from '../../../../domain/explanations/table/index.js';
import { DECISION_OPTIONS, decisionOf } from '../../effects/options.js';
import { estimateText } from '../../effects/text.js';
import { openFiles } from '../../explain/open-files.js';
import { decimalNumber, MODEL_OPTIONS, wholeNumber } from '../../explain/options.js';
import { writePieces } from '../../explain/write-pieces.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { type Paint, painter } from '../../terminal/paint.js';

export const explainAnchorCommand: CommandSpec = {
  name: 'explain anchor',
  summary: 'the few facts that (nearly) decide a case, whatever the rest: a rule with precision and coverage',
  usage: ['tribune explain anchor MODEL DATA --row N --background DATA [--cutoff C] [options]'],
  positionals: { name: 'MODEL and DATA', min: 2, max: 2 },
  options: {
    row: { type: 'string', value: 'N', help: 'the person: a row of the data, from 0; required' },
    background: { type: 'string', short: 'b', value: 'DATA', help: 'people whom the rule is tried on; required' },
    cutoff: {
      type: 'string',
      value: 'C',
      help: 'the score at which the decision changes (default 0.5 of a probability)',
    },
    ...DECISION_OPTIONS,
    precision: {
      type: 'string',
      value: 'P',
      help: 'share of people under the rule who must get the same decision (default 0.95)',
    },
    'max-conditions': { type: 'string', value: 'N', help: 'longest rule (default 4)' },
    samples: { type: 'string', value: 'N', help: 'fresh draws that the rule is verified on (default 1000)' },
    output: { type: 'string', value: 'K', help: 'the output that decides, for a model with several' },
    seed: { type: 'string', value: 'TEXT', help: 'seed of the draws, kept with the result (default "tribune")' },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'write the JSON to a file' },
    json: { type: 'boolean', help: 'the whole result as JSON on standard output and nothing else there' },
    ...MODEL_OPTIONS,
  },
  examples: ['tribune explain anchor model.json applicants.csv --row 17 --background applicants.csv --cutoff 0.7'],
  notes: [
    'Exit codes: 0 a rule was found, 2 wrong use or data, 3 none is shown to reach the wanted precision; the best one is printed.',
    'Draws mix people: read the rule as a statement about the model, not about people.',
  ],
  run: anchor,
};

async function anchor(args: ParsedArguments, context: CliContext): Promise<number> {
  for (const name of ['row', 'background'] as const) {
    if (text(args, name) === undefined) {
      throw new TribuneError(
        'USAGE',
        `tribune explain anchor needs --${name} ${explainAnchorCommand.options[name]!.value}`,
        {
          remedy: 'A rule is about one person, and is tried on others.',
        },
      );
    }
  }
  const options = searchOptions(args);
  const opened = await openFiles(args, context, { rowOnly: true });
  const { model, wanted, indices, onFile } = opened;
  const scale = text(args, 'cutoff-scale') as ScoreScale | undefined;
  const cutoff = cutoffFor(model, decimalNumber(args, 'cutoff'), scale);
  const decision = { ...decisionOf(args, cutoff), output: oneOutput(model, wholeNumber(args, 'output', 0)) };
  const found = await anchorOf(opened, { ...decision, ...options });
  const person = Object.fromEntries(
    model.features.map((feature, j) => [feature.name, shownInput(feature, wanted.data[j]!, onFile[0]![j])]),
  );
  const document = anchorDocument(opened, found, { decision, precision: options.precision });
  const json = `${JSON.stringify(document, null, 2)}\n`;
  const out = text(args, 'out');
  if (out !== undefined) await writePieces(out, [json]);
  const about = { row: indices[0]!, person, ...decision, wanted: options.precision };
  context.out(flag(args, 'json') ? json : anchorText(found, about, painter(context.outColour)));
  return found.status === 'found' ? EXIT.pass : EXIT.inconclusive;
}

/** Default precision, as the authors of anchors propose. */
const DEFAULT_PRECISION = 0.95;

function searchOptions(args: ParsedArguments) {
  const precision = decimalNumber(args, 'precision') ?? DEFAULT_PRECISION;
  if (!(precision > 0 && precision < 1)) {
    throw new TribuneError('USAGE', `--precision ${precision}: not a share between 0 and 1`, {
      remedy: 'Give a number such as 0.95.',
    });
  }
  const maxConditions = wholeNumber(args, 'max-conditions', 1);
  const samples = wholeNumber(args, 'samples', 1);
  return {
    precision,
    seed: text(args, 'seed') ?? DEFAULT_SEED,
    ...defined({ maxConditions, samples }),
  };
}

interface About {
  readonly row: number;
  readonly person: Readonly<Record<string, string>>;
  readonly cutoff: number;
  readonly cutoffScale: string;
  readonly accept?: 'above' | 'below';
  readonly wanted: number;
}

function anchorText(found: AnchorRule, about: About, paint: Paint): string {
  const side = about.accept === 'below' ? '<' : '>=';
  const outcome = found.accepted ? 'accepted' : 'not accepted';
  const verdict =
    found.status === 'found'
      ? paint('green', `found: nearly whoever meets it is ${outcome} too, whatever the rest`)
      : paint('yellow', `not found: no rule is shown to reach ${about.wanted}; this is the best`);
  const rule =
    found.conditions.length === 0
      ? ['  no condition: nearly everybody gets this decision']
      : found.conditions.map((each) => `  ${conditionText(each)}  (here ${about.person[each.feature]})`);
  const lines = [
    `${paint('bold', `row ${about.row}`)}  ${outcome} (accepted ${side} ${about.cutoff}, ${about.cutoffScale})`,
    verdict,
    ...rule,
    `precision ${estimateText(found.precision)} on ${found.precision.n} fresh draws, seed ${found.seed}`,
    `coverage  ${estimateText(found.coverage)} of ${counted(found.coverage.n, 'person')}`,
  ];
  return `${lines.map(onOneLine).join('\n')}\n`;
}

/** Text of a condition. Bins are open below and closed above. */
function conditionText({ feature, from, to, category, missing }: AnchorCondition): string {
  if (missing) return `${feature} is missing`;
  if (category !== null) return `${feature} is ${category}`;
  if (from === null && to === null) return `${feature} is known`;
  if (from === null) return `${feature} <= ${to}`;
  return to === null ? `${feature} > ${from}` : `${from} < ${feature} <= ${to}`;
}
