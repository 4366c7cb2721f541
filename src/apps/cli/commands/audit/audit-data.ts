import { join } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import { lineInPolicy } from '../../../../core/policy/api.js';
import type { DataAuditResult } from '../../../../domain/data-audits/index.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { quoteWord, withoutCredentials } from '../../audit/replay.js';
import { engineOptions, filesOrQuery, SOURCE_OPTIONS } from '../../audit/source-options.js';
import type { CliContext } from '../../frame/context.js';
import { writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, type ParsedArguments, text } from '../../frame/spec.js';
import { painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';

export const auditDataCommand: CommandSpec = {
  name: 'audit data',
  summary: 'test data for where bias enters them: representation, base rates, missing values and more',
  usage: [
    'tribune audit data DATA... --policy FILE [--out DIR] [--json] [--quiet]',
    'tribune audit data --sql QUERY --database FILE_OR_URL --policy FILE',
  ],
  positionals: { name: 'DATA (files or globs: CSV, TSV, gz, Parquet, JSONL)', min: 0, max: 10_000 },
  options: {
    policy: {
      type: 'string',
      value: 'FILE',
      short: 'p',
      help: 'the policy (YAML), with its section dataAudit; required',
    },
    out: {
      type: 'string',
      value: 'DIR',
      short: 'o',
      help: 'write data-audit.json, data-report.html, JUnit and SARIF there',
    },
    json: { type: 'boolean', help: 'print data-audit.json on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress, no verdicts' },
    sql: { ...SOURCE_OPTIONS.sql, help: 'test the rows of this query instead of files' },
    database: SOURCE_OPTIONS.database,
    'memory-limit': { type: 'string', value: 'SIZE', help: 'most memory of the engine, such as 512MB or 4GB' },
    threads: { type: 'string', value: 'N', help: 'threads of the engine' },
    inconclusive: { type: 'string', value: 'VERDICT', choices: ['pass', 'fail'], help: 'what exit code 3 becomes' },
  },
  examples: [
    'tribune audit data training.csv --policy policy.yaml --out out',
    'tribune audit data --sql "select * from applicants" --database postgres://localhost/shop --policy policy.yaml',
  ],
  notes: [
    'A test that the policy names in dataAudit blocks unless it says severity: warn; every other test warns.',
    'Exit codes: 0 every blocking test passed, 1 one failed, 2 wrong use, policy or data, 3 not enough evidence.',
  ],
  run: auditData,
};

async function auditData(args: ParsedArguments, context: CliContext): Promise<number> {
  const policyPath = text(args, 'policy');
  if (policyPath === undefined) {
    throw new TribuneError('USAGE', 'tribune audit data needs --policy FILE', {
      remedy: 'tribune policy init DATA proposes one.',
    });
  }
  const query = filesOrQuery(args);
  const { policy, digest, source: policyText } = await loadPolicy(policyPath, context);
  const { openDataFiles, openDataSql } = await import('../../../../adapters/dataset/data-audit/index.js');
  const { runDataAudit } = await import('../../../../domain/data-audits/index.js');
  const { readPopulations } = await import('../../audit/population-files.js');
  const populations = await readPopulations(policy, policyPath);
  const quiet = flag(args, 'quiet');
  const progress = progressTo(context, quiet);
  const engine = engineOptions(args);
  const source = query === null ? openDataFiles(args.positionals, engine) : openDataSql({ ...query, ...engine });
  const result = await runDataAudit(source, {
    policy,
    policyDigest: digest,
    policyPath,
    today: context.today,
    toolVersion: context.version,
    replay: replayCommand(args, policyPath),
    lineOf: (test) => lineInPolicy(policyText, ['dataAudit', test]),
    populations,
    progress: progress.report,
  }).finally(progress.done);
  const out = text(args, 'out');
  if (out !== undefined) await writeFiles(out, await rendered(result));
  if (flag(args, 'json')) context.out(jsonOf(result));
  else if (!quiet) {
    const { dataAuditBlock } = await import('../../terminal/data-audit.js');
    context.out(dataAuditBlock(result, painter(context.outColour), context.columns));
    if (out !== undefined) context.out(`report: ${join(out, 'data-report.html')}\n`);
  }
  return exitCode(result, text(args, 'inconclusive'));
}

const jsonOf = (result: DataAuditResult): string => `${JSON.stringify(result, null, 2)}\n`;

async function rendered(result: DataAuditResult): Promise<Record<string, string>> {
  const { renderDataAuditHtml, renderDataAuditJUnit, renderDataAuditSarif } = await import(
    '../../../../domain/reports/data/index.js'
  );
  return {
    'data-audit.json': jsonOf(result),
    'data-report.html': renderDataAuditHtml(result),
    'data-audit.junit.xml': renderDataAuditJUnit(result),
    'data-audit.sarif.json': renderDataAuditSarif(result),
  };
}

/** The exit code of the verdict: a test that blocks and cannot be made is wrong use, for nobody would learn that nothing was tested. */
function exitCode({ verdict, tests }: DataAuditResult, inconclusive: string | undefined): number {
  if (verdict === 'not_applicable') {
    const open = tests.filter((one) => one.severity === 'block' && one.verdict === 'not_applicable');
    throw new TribuneError(
      'REQUIREMENT_NOT_APPLICABLE',
      open.map((one) => `blocking test ${one.test}: ${one.message}`).join('\n'),
      {
        remedy: 'Bind what the test needs, or let it warn (severity: warn).',
      },
    );
  }
  if (verdict !== 'inconclusive') return verdict === 'pass' ? EXIT.pass : EXIT.fail;
  return inconclusive === undefined ? EXIT.inconclusive : inconclusive === 'pass' ? EXIT.pass : EXIT.fail;
}

function replayCommand(args: ParsedArguments, policyPath: string): string {
  const query = filesOrQuery(args);
  const source = query === null ? [] : ['--sql', query.query, '--database', withoutCredentials(query.database)];
  return ['tribune', 'audit', 'data', ...args.positionals, ...source, '--policy', policyPath].map(quoteWord).join(' ');
}
