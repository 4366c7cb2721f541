import type { ModelShares } from '../../../../domain/lineage/index.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { sharesText } from '../../loops/sign-text.js';
import { openConnection } from '../../service/connection.js';
import { SERVICE_OPTIONS } from '../../service/service-options.js';
import { printable } from '../../terminal/error.js';
import { painter } from '../../terminal/paint.js';

export const lineageSharesCommand: CommandSpec = {
  name: 'lineage shares',
  summary: 'whether groups shrink from version to version in what a model learns from',
  usage: ['tribune lineage shares MODEL [--fall SHARE] --data DIR', 'tribune lineage shares MODEL --server URL'],
  positionals: { name: 'MODEL', min: 1, max: 1 },
  options: {
    ...SERVICE_OPTIONS,
    fall: { type: 'string', value: 'SHARE', help: 'by how much a share has to have fallen to be told; 0 unless given' },
    json: { type: 'boolean', help: 'as JSON' },
  },
  examples: ['tribune lineage shares credit/score --fall 0.02 --data ./tribune-data'],
  notes: [
    'It is told of versions whose training runs count groups (`groups` of a data set in POST /v1/lineage/runs).',
    'Exit codes: 0 nothing is shown to have shrunk, 1 something is, 3 there are no two versions that count groups.',
  ],
  run,
};

async function run(args: ParsedArguments, context: CliContext): Promise<number> {
  const model = args.positionals[0]!;
  const fall = text(args, 'fall');
  const service = await openConnection(args, context, { configured: true, existing: true });
  try {
    const query = fall === undefined ? '' : `?fall=${encodeURIComponent(fall)}`;
    const path = `/v1/lineage/models/${encodeURIComponent(model)}/shares${query}`;
    const found = (await service.admin.get(path)) as unknown as ModelShares;
    if (flag(args, 'json')) context.out(`${JSON.stringify(found, null, 2)}\n`);
    else print(found, context);
    const isAlone = found.attributes.every(({ groups }) => groups.every(({ versions }) => versions.length < 2));
    if (isAlone) return EXIT.inconclusive;
    return found.attributes.some(({ groups }) => groups.some(({ shrank }) => shrank === 'holds'))
      ? EXIT.fail
      : EXIT.pass;
  } finally {
    await service.close();
  }
}

function print({ attributes, versions, without, fall }: ModelShares, context: CliContext): void {
  const labels = new Map(versions.map(({ version, label }) => [version, printable(label)]));
  const frame = { fall, missing: 0, paint: painter(context.outColour), columns: context.columns };
  // Services of older versions leave `partly` out.
  for (const { attribute, groups, partly = [] } of attributes) {
    const named = groups.map(({ group, ...rest }) => ({
      ...{ ...rest, group: printable(group) },
      versions: rest.versions.map((one) => ({ ...one, version: labels.get(one.version) ?? one.version })),
    }));
    context.out(`${sharesText(named, { ...frame, from: 'training runs', by: printable(attribute) })}\n`);
    if (partly.length > 0)
      context.out(
        `Only some data sets count ${printable(attribute)} of ${partly.map(({ label }) => printable(label)).join(', ')}, which is left out of it.\n`,
      );
  }
  if (without.length > 0)
    context.out(`No run counts groups of ${without.map(({ label }) => printable(label)).join(', ')}.\n`);
}
