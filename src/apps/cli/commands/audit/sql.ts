import { DIALECTS, tallySql } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { loadPolicy } from '../../audit/policy-file.js';
import type { CliContext } from '../../frame/context.js';
import { type CommandSpec, type ParsedArguments, text } from '../../frame/spec.js';

export const sqlCommand: CommandSpec = {
  name: 'sql',
  summary: 'print the SQL that makes the same tally in a warehouse',
  usage: ['tribune sql --dialect DIALECT --policy FILE --table NAME'],
  positionals: { name: 'nothing', min: 0, max: 0 },
  options: {
    dialect: { type: 'string', value: 'DIALECT', choices: DIALECTS, help: 'the engine that will run it' },
    policy: { type: 'string', value: 'FILE', short: 'p', help: 'the policy (YAML); required' },
    table: { type: 'string', value: 'NAME', help: 'the table, with its schema if need be' },
  },
  examples: ['tribune sql --dialect bigquery --policy policy.yaml --table lending.decisions > tally.sql'],
  notes: ['Export the result as CSV or JSON lines, then: tribune audit --tally result.csv --policy policy.yaml'],
  run: sql,
};

async function sql(args: ParsedArguments, context: CliContext): Promise<number> {
  const [dialect, policyPath, table] = (['dialect', 'policy', 'table'] as const).map((name) => {
    const value = text(args, name);
    if (value === undefined) throw new TribuneError('USAGE', `tribune sql needs --${name}`);
    return value;
  }) as [(typeof DIALECTS)[number], string, string];
  const { policy, digest } = await loadPolicy(policyPath, context);
  context.out(`${tallySql(policy, dialect, table, { policyDigest: digest })}\n`);
  return 0;
}
