import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Policy } from '../../../core/policy/index.js';
import type { AuditResult } from '../../../domain/audits/index.js';
import { readTextFile, writeFiles } from '../frame/io.js';
import { decisionText } from './decision-text.js';

/** Enters an audit in the file of a gate's decisions, and says what became of it. */
export async function enterGateFile(
  path: string,
  { policy, result, today }: { readonly policy: Policy; readonly result: AuditResult; readonly today: string },
): Promise<string> {
  const { enterGate, gateEvidence, readGates } = await import('../../../domain/gate-sequence/index.js');
  const text = existsSync(path) ? await readTextFile(path, 'file of gates', 'USAGE') : null;
  const evidence = gateEvidence(policy, result);
  const entered = enterGate(readGates(text, path), evidence, { result, today });
  if (entered === null) {
    const why = evidence.without.map(({ requirement, why: reason }) => `${requirement}: ${reason}`).join('; ');
    return `gate: not entered in ${path}, as no blocking requirement gives evidence${why === '' ? '' : ` (${why})`}\n`;
  }
  const { file, decision, isNew } = entered;
  if (isNew) await writeFiles(dirname(path), { [basename(path)]: `${JSON.stringify(file, null, 2)}\n` });
  const place = file.decisions.indexOf(decision) + 1;
  const findings = file.decisions.slice(0, place).filter((one) => one.isFinding).length;
  const without = evidence.without.map(({ requirement }) => requirement);
  return decisionText({ ...decision, kind: 'gate', of: path, place, findings, level: file.level, isNew, without });
}
