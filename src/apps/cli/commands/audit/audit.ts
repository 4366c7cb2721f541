import { join } from 'node:path';
import { TribuneError } from '../../../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../../../core/base/strict-json.js';
import { exitCodeOf } from '../../../../core/policy/api.js';
import { runAudit } from '../../../../domain/audits/api.js';
import type { AuditResult } from '../../../../domain/audits/index.js';
import { enterGateFile } from '../../audit/gate-file.js';
import { loadPolicy } from '../../audit/policy-file.js';
import { quoteWord, withoutCredentials } from '../../audit/replay.js';
import { readResultFiles } from '../../audit/result-files.js';
import { openSource, SOURCE_OPTIONS } from '../../audit/source-options.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile, writeFiles } from '../../frame/io.js';
import { type CommandSpec, EXIT, flag, list, type ParsedArguments, text } from '../../frame/spec.js';
import { erasedNote, replayAtSize, replayTime, withTallyCopy } from '../../service/recorded.js';
import { painter } from '../../terminal/paint.js';
import { progressTo } from '../../terminal/progress.js';

export const auditCommand: CommandSpec = {
  name: 'audit',
  summary: 'judge decisions by a policy: verdict, report, exit code',
  usage: [
    'tribune audit DATA... --policy FILE [--out DIR] [--json] [--quiet]',
    'tribune audit --sql QUERY --database FILE_OR_URL --policy FILE',
    'tribune audit --tally FILE [--tally FILE]... --policy FILE',
    'tribune audit --service URL --deployment NAME [--since T] [--until T] --policy FILE',
  ],
  positionals: { name: 'DATA (files or globs: CSV, TSV, gz, Parquet, JSONL)', min: 0, max: 10_000 },
  options: {
    policy: { type: 'string', value: 'FILE', short: 'p', help: 'the policy (YAML); required' },
    out: {
      type: 'string',
      value: 'DIR',
      short: 'o',
      help: 'write audit.json, report.html, summary.md, JUnit and SARIF there',
    },
    json: { type: 'boolean', help: 'print audit.json on standard output and nothing else there' },
    quiet: { type: 'boolean', short: 'q', help: 'no progress, no verdict block' },
    ...SOURCE_OPTIONS,
    tally: {
      type: 'string',
      value: 'FILE',
      multiple: true,
      help: 'audit a tally made elsewhere (tribune tally, tribune sql); several are merged',
    },
    baseline: {
      type: 'string',
      value: 'AUDIT.json',
      help: 'the accepted audit: changes that the policy bounds start from it, and a gap that grew since fails',
    },
    gates: {
      type: 'string',
      value: 'FILE',
      help: 'enter this audit as the next decision of a gate, and say whether it is a finding with a bound on the share of false ones',
    },
    inconclusive: { type: 'string', value: 'VERDICT', choices: ['pass', 'fail'], help: 'what exit code 3 becomes' },
  },
  examples: [
    'tribune audit predictions.csv --policy policy.yaml --out out',
    "tribune audit 'data/*.parquet' --policy policy.yaml --json > audit.json",
    'tribune audit --sql "select * from decisions" --database postgres://localhost/shop --policy policy.yaml',
    'tribune audit predictions.csv --policy policy.yaml --baseline accepted/audit.json',
    'tribune audit predictions.csv --policy policy.yaml --gates gates.json',
    'tribune audit --service http://127.0.0.1:8080 --deployment compas/prod --since 7d --policy policy.yaml --key log.vkey',
  ],
  notes: [
    'Exit codes: 0 every blocking requirement passed, 1 one failed, 2 wrong use, policy or data, 3 not enough evidence.',
    'Files are written before the exit whenever there is a result.',
  ],
  run: audit,
};

async function audit(args: ParsedArguments, context: CliContext): Promise<number> {
  const policyPath = text(args, 'policy');
  if (policyPath === undefined) {
    throw new TribuneError('USAGE', 'tribune audit needs --policy FILE', {
      remedy: 'tribune policy init DATA proposes one.',
    });
  }
  const { source, tallyJson } = withTallyCopy(openSource(args));
  const { policy, digest } = await loadPolicy(policyPath, context);
  const quiet = flag(args, 'quiet');
  const progress = progressTo(context, quiet);
  const out = text(args, 'out');
  const audited = await runAudit(source, {
    policy,
    policyDigest: digest,
    policyPath,
    today: context.today,
    toolVersion: context.version,
    baseline: await readBaseline(text(args, 'baseline')),
    results: await readResultFiles(policy, policyPath),
    replay: replayCommand(args),
    progress: (message) => {
      // Whoever writes the reports loads them again and is told a failure.
      if (out !== undefined) loadRenderers().catch(() => undefined);
      progress.report(message);
    },
  }).finally(progress.done);
  const result = replayAtSize(audited);

  const gates = text(args, 'gates');
  const gate = gates === undefined ? null : await enterGateFile(gates, { policy, result, today: context.today });
  const kept = text(args, 'service') === undefined ? null : tallyJson();
  const tallyFile = kept === null ? {} : { 'tally.json': kept };
  if (out !== undefined) await writeFiles(out, { ...(await renderAll(result)), ...tallyFile });
  if (!quiet) context.err(erasedNote(result));
  if (flag(args, 'json')) context.out(toJson(result));
  else if (!quiet) {
    const auditPath = out === undefined ? null : join(out, 'audit.json');
    const { verdictBlock } = await import('../../terminal/verdict.js');
    context.out(verdictBlock(result, painter(context.outColour), { columns: context.columns, auditPath }));
    if (out !== undefined) context.out(`report: ${join(out, 'report.html')}\n`);
    if (gate !== null) context.out(gate);
    const { nextCommand } = await import('./next-command.js');
    const next = await nextCommand(result, { files: args.positionals, path: policyPath, written: policy });
    if (next !== null) context.out(`to look for alternatives: ${next}\n`);
  }
  const exitCode = exitCodeOf(result.requirements, { inconclusive: inconclusiveAs(args) });
  if (exitCode === EXIT.wrong) throw doesNotApply(result, policyPath);
  return exitCode;
}

/**
 * Error for requirements that do not apply: wrong use, although there is a result. It is printed on standard error as well, for `--json`
 * and `--quiet`.
 */
function doesNotApply({ requirements }: AuditResult, policyPath: string): TribuneError {
  const open = requirements.filter(
    (r) => r.verdict === 'not_applicable' && r.severity === 'block' && r.waived === null,
  );
  const lines = open.map((r) => `${policyPath}:${r.line} blocking requirement ${r.id}: ${r.message}`);
  return new TribuneError('REQUIREMENT_NOT_APPLICABLE', lines.join('\n'), {
    remedy:
      'Bind the missing column, audit data that has it, give --baseline where a change is bounded, or let the requirement warn (severity: warn).',
    place: { file: policyPath, line: open[0]!.line },
  });
}

function inconclusiveAs(args: ParsedArguments): 'pass' | 'fail' | '3' {
  const value = text(args, 'inconclusive');
  return value === 'pass' || value === 'fail' ? value : '3';
}

async function readBaseline(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined;
  const source = await readTextFile(path, 'baseline', 'BASELINE_INVALID');
  try {
    return parseStrict(source);
  } catch (cause) {
    throw new TribuneError('BASELINE_INVALID', `baseline ${path} ${jsonFault(cause)}`, {
      remedy: 'Give the audit.json of the last accepted audit.',
      cause,
    });
  }
}

export function toJson(result: AuditResult): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Loads the code that writes reports while the engine reads, so that neither waits for the other. */
const loadRenderers = () => import('../../../../domain/reports/audit/index.js');

async function renderAll(result: AuditResult): Promise<Record<string, string>> {
  const { renderHtml, renderJUnit, renderMarkdown, renderSarif } = await loadRenderers();
  return {
    'audit.json': toJson(result),
    'report.html': renderHtml(result),
    'summary.md': renderMarkdown(result),
    'audit.junit.xml': renderJUnit(result),
    'audit.sarif.json': renderSarif(result),
  };
}

/** The command that repeats this audit. Credentials of a database address are left out. */
function replayCommand(args: ParsedArguments): string {
  const words = ['tribune', 'audit', ...args.positionals];
  for (const name of ['since', 'until', 'known-at'] as const) {
    const value = text(args, name);
    if (value !== undefined) words.push(`--${name}`, replayTime(value, name));
  }
  for (const tally of list(args, 'tally')) words.push('--tally', tally);
  for (const name of ['service', 'deployment', 'at-size', 'sql', 'database', 'policy', 'baseline'] as const) {
    const value = text(args, name);
    if (value !== undefined) words.push(`--${name}`, name === 'database' ? withoutCredentials(value) : value);
  }
  return words.map(quoteWord).join(' ');
}
