import { TribuneError } from '../../../../core/base/errors.js';
import { jsonFault, parseStrict } from '../../../../core/base/strict-json.js';
import { nearName } from '../../../../core/base/suggest.js';
import { explainRequirement } from '../../../../core/policy/index.js';
import type { AuditResult } from '../../../../domain/audits/index.js';
import type { CliContext } from '../../frame/context.js';
import { readTextFile } from '../../frame/io.js';
import { type CommandSpec, EXIT, type ParsedArguments } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { painter } from '../../terminal/paint.js';
import { wrap } from '../../terminal/verdict.js';

export const whyCommand: CommandSpec = {
  name: 'why',
  summary: 'tell in plain words how a verdict came about and what would change it',
  usage: ['tribune why AUDIT.json [REQUIREMENT]'],
  positionals: { name: 'AUDIT.json', min: 1, max: 2 },
  options: {},
  examples: ['tribune why out/audit.json', 'tribune why out/audit.json four-fifths'],
  run: why,
};

async function why(args: ParsedArguments, context: CliContext): Promise<number> {
  const [path, id] = args.positionals as [string, string | undefined];
  const result = readAudit(await readTextFile(path, 'audit', 'USAGE'), path);
  const chosen = id === undefined ? result.requirements : result.requirements.filter((r) => r.id === id);
  if (id !== undefined && chosen.length === 0) {
    const ids = result.requirements.map((r) => r.id);
    throw new TribuneError('USAGE', `${path} has no requirement "${id}"`, {
      remedy: `${nearName(id, ids)}It has: ${ids.join(', ')}.`,
    });
  }
  const paint = painter(context.outColour);
  for (const requirement of chosen) {
    context.out(`${paint('bold', requirement.id)}: ${requirement.verdict.replace('_', ' ')}\n`);
    for (const sentence of explainRequirement(requirement)) {
      context.out(
        `${wrap(onOneLine(sentence), context.columns - 2)
          .map((line) => `  ${line}`)
          .join('\n')}\n`,
      );
    }
    context.out('\n');
  }
  return EXIT.pass;
}

function readAudit(source: string, path: string): AuditResult {
  let value: unknown;
  try {
    value = parseStrict(source);
  } catch (cause) {
    throw new TribuneError('USAGE', `${path} ${jsonFault(cause)}`, {
      remedy: 'Give the audit.json that tribune audit --out wrote.',
      cause,
    });
  }
  const audit = value as Partial<AuditResult> | null;
  if (audit?.schemaVersion !== '1' || !Array.isArray(audit.requirements)) {
    throw new TribuneError('USAGE', `${path} is not an audit of schema version 1`, {
      remedy: 'Give the audit.json that tribune audit --out wrote.',
    });
  }
  return audit as AuditResult;
}
